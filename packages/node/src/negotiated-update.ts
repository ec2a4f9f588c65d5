/**
 * Updates secured by the machine's Kerberos identity (GSS-TSIG, RFC 3645): the system's nsupdate sends them, since
 * it brings the negotiation with it. Its exit code is no verdict (some servers sign their reply in a way it does
 * not accept after they did the update); whoever asked reads the record back.
 */
import { spawn } from 'node:child_process'
import { nsupdateScript, type ZoneUpdate } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'

const durationMsMax = 15_000
const outputCharactersMax = 2_000

/** Sends an update with the credentials of this machine; hands back what nsupdate said. */
export type NegotiatedUpdate = (server: Endpoint, update: ZoneUpdate) => Promise<string>

/**
 * Runs nsupdate with `-g`. `environment` may name the ticket cache or keytab (KRB5CCNAME, KRB5_CLIENT_KTNAME).
 * Rejects with `dns-negotiation-failed` when nsupdate cannot be run or does not end in time.
 */
export function createNegotiatedUpdate(
  environment: Readonly<Record<string, string | undefined>>,
): NegotiatedUpdate {
  return (server, update) =>
    new Promise((resolve, reject) => {
      const child = spawn('nsupdate', ['-g'], {
        env: environment,
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: durationMsMax,
        killSignal: 'SIGKILL',
      })
      let output = ''
      const collect = (chunk: Buffer) => {
        output = `${output}${chunk.toString('utf8')}`.slice(0, outputCharactersMax)
      }
      child.stdout.on('data', collect)
      child.stderr.on('data', collect)
      child.once('error', (cause) =>
        reject(new AppError('dns-negotiation-failed', 'nsupdate cannot be run.', { cause })),
      )
      child.once('close', (_, signal) => {
        if (signal === null) resolve(output.trim())
        else reject(new AppError('dns-negotiation-failed', 'nsupdate did not end in time.'))
      })
      child.stdin.on('error', () => undefined)
      child.stdin.end(nsupdateScript(update, server))
    })
}
