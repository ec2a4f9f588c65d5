/** The launcher: on a Node.js that is too old to run the sources, and what it gives a service. */
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkoutFolder, openShell } from './support/shell.ts'

/** Makes any Node.js look like an old one to what runs in it; the one that is handed over to is not touched. */
const pretendOld = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})'
const launcher = join(checkoutFolder, 'packages/cli/bin.js')

test('it hands over to the Node.js of the project, with exit code and output', async () => {
  await using shell = await openShell()
  const { stdout, stderr, exitCode } = await shell.run(
    `node --import '${pretendOld}' ${launcher} explain 1; node --import '${pretendOld}' ${launcher} explain 1000`,
  )
  expect(stderr).toContain('There is no code "1"')
  expect(stdout).toContain('Code: unexpected (1000)')
  expect(exitCode).toBe(0)
})

test('where there is none it says what to do, in one line', async () => {
  await using shell = await openShell()
  await writeFile(join(shell.folder, 'package.json'), '{"type":"module"}')
  await copyFile(launcher, join(shell.folder, 'bin.js'))
  const { stderr, exitCode } = await shell.run(`node --import '${pretendOld}' bin.js --version`)
  expect(stderr).toMatch(
    /^muster needs Node\.js 24 or newer, and this is 20\.1\.0\. Run "npm install" [^\n]*\n$/,
  )
  expect(exitCode).toBe(1)
})

test('a host is served with an option that this Node.js knows', async () => {
  await using shell = await openShell()
  const { stderr, exitCode } = await shell.run(`node ${launcher} host serve --data none`)
  expect(stderr).toContain('host-not-initialised')
  expect(stderr).not.toContain('unrecognized flag')
  expect(exitCode).toBe(1)
})
