import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthorityFolder, initAuthority, openAuthorityFolder, type RunningAuthority } from '../main.ts'

const promtool = '/usr/bin/promtool'
let path: string
let authority: AuthorityFolder
let service: RunningAuthority

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'muster-authority-metrics-'))
  const passphrase = 'correct horse battery'
  await initAuthority({ folder: path, vendorName: 'Vendor', passphrase, sealingCost: 1_024 })
  authority = await openAuthorityFolder(path, {
    environment: {},
    log: { write: () => undefined },
    values: { 'listen.port': '0', 'metrics.enabled': 'true', 'metrics.port': '0' },
  })
  const added = await authority.addProduct({
    name: 'Editor',
    edition: 'Pro',
    version: '1',
    family: 'client',
    policy: {},
  })
  const { productId } = added.terms
  await authority.issueKey({ kind: 'host', products: [productId], note: '' })
  const { keyId } = await authority.issueKey({
    kind: 'mak',
    products: [productId],
    note: '',
    activationsMax: 5,
  })
  await authority.blockKey(keyId ?? '', 'lost')
  service = await authority.serve()
})

afterAll(async () => {
  await authority.close()
  await rm(path, { recursive: true })
})

const monitoring = (at: string) => fetch(`http://127.0.0.1:${service.metrics?.port}${at}`)
const metrics = async () => (await monitoring('/metrics')).text()

describe('metrics of an authority', () => {
  test('count requests by result, refusals by code, keys and what they activated', async () => {
    await fetch(`${service.url}/v1/hosts`, { method: 'POST', body: 'nonsense' })
    await fetch(`${service.url}/v1/issuer`)
    const lines = (await metrics()).split('\n')
    for (const line of [
      'muster_authority_requests_total{request="host",result="answered"} 0',
      'muster_authority_requests_total{request="host",result="refused"} 1',
      'muster_authority_requests_total{request="telephone",result="refused"} 0',
      'muster_authority_refusals_total{code="request-malformed"} 1',
      'muster_authority_request_duration_seconds_count 1',
      'muster_authority_keys 2',
      'muster_authority_blocked_keys 1',
      'muster_authority_keys_near_limit 0',
      'muster_authority_activated_hosts 0',
      'muster_authority_activated_machines 0',
    ])
      expect(lines).toContain(line)
  })

  test('no label names a customer, a key or an address', async () => {
    const labels = [...(await metrics()).matchAll(/(\w+)="/g)].map(([, label]) => label)
    expect(new Set(labels)).toEqual(new Set(['request', 'result', 'code', 'le']))
  })

  test.runIf(existsSync(promtool))('promtool finds nothing to say about them', async () => {
    const found = spawnSync(promtool, ['check', 'metrics'], { input: await metrics(), encoding: 'utf8' })
    expect([found.stdout, found.stderr, found.status]).toEqual(['', '', 0])
  })

  test('readiness and health stand beside them, and nothing else does', async () => {
    expect(await (await monitoring('/readyz')).json()).toEqual({ ready: true, reasons: [] })
    expect((await monitoring('/healthz')).status).toBe(200)
    expect((await monitoring('/api/v1/keys')).status).toBe(404)
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404)
  })
})
