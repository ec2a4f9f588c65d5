#!/usr/bin/env node
// The `muster` command as a shell starts it. It runs on any Node.js that may be around: where that one is too old
// to run the sources, it hands over to the Node.js that was installed with the project, or says what to do.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

const majorMin = 24
/**
 * A host under load fills its heap with what just became old. It is collected when the heap has grown by this much,
 * instead of by two or three times: a fifth less memory, at the same speed.
 */
const serviceFlag = '--heap-growing-percent=30'
const major = Number(process.versions.node.split('.')[0])

if (major >= majorMin) {
  // Before the cache is chosen: code that was compiled under other options is compiled anew.
  if (isHostService(process.argv)) v8.setFlagsFromString(serviceFlag)
  // Halves the time of a start. The folder is the account's own: code from a place that others write to is not run.
  module.enableCompileCache(cacheFolder())
  await import('./src/bin.ts')
} else handOver()

function handOver() {
  const node = findInstalledNode()
  if (node === undefined) {
    process.stderr.write(
      `muster needs Node.js ${majorMin} or newer, and this is ${process.versions.node}. Run "npm install" in the project, or install Node.js ${majorMin}.\n`,
    )
    process.exitCode = 1
    return
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

/** Whether this process is to run for months. */
function isHostService([, , noun, verb]) {
  return noun === 'host' && verb === 'serve'
}

/** Where this account keeps what can be made anew. */
function cacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env
  const isMac = process.platform === 'darwin'
  const own = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME
  return join(own || join(homedir(), isMac ? 'Library/Caches' : '.cache'), 'muster', 'compiled')
}

/** Path of a Node.js in `node_modules` of this folder or one above it, or undefined. */
function findInstalledNode() {
  for (const above of ['.', '..', '../..', '../../..']) {
    const path = fileURLToPath(new URL(`${above}/node_modules/node/bin/node`, import.meta.url))
    if (existsSync(path)) return path
  }
  return undefined
}
