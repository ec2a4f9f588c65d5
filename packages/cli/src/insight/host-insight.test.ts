import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initHost, openHostFolder } from '@muster/host/main'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostInsight } from './host-insight.ts'
import { StoreReader } from './reader.ts'

const nowMs = Date.now()
const span = { nowMs, sinceMs: nowMs - 86_400_000 }
let dataFolder: string

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'muster-insight-'))
  await initHost(dataFolder, { hostName: 'host.corp.test' })
})
afterAll(() => rm(dataFolder, { recursive: true }))

describe('insight into a host', () => {
  test('answers every report in a thread of its own, to look at and as a file', async () => {
    await using folder = await openHostFolder(dataFolder, { environment: {} })
    const insight = hostInsight({ dataFolder, environment: {} })(folder)
    for (const { name } of insight.reports) {
      expect((await insight.report(name, span)).name).toBe(name)
      expect(await insight.reportFile(name, span, 'html')).toContain('<!doctype html>')
    }
    expect(await insight.duplicates(span)).toMatchObject({ duplicates: [], complete: true })
    expect(await insight.churn(span, 10)).toEqual({ machines: [], totals: [] })
    await insight.close()
  })

  test('makes the doctor’s checks of the host that is open', async () => {
    await using folder = await openHostFolder(dataFolder, { environment: {} })
    const insight = hostInsight({ dataFolder, environment: {} })(folder)
    const checks = await insight.checks(nowMs)
    expect(checks.find(({ name }) => name === 'activated')?.verdict).toBe('fail')
    expect(checks.find(({ name }) => name === 'retention')?.seen).toContain('of 1000000 events')
    await insight.close()
  })

  test.each([
    [false, 'store-failed'],
    [true, 'host-not-initialised'],
  ])('tells why a folder cannot be read, shared: %s', async (isShared, code) => {
    const reader = new StoreReader({
      dataFolder: join(dataFolder, 'nothing'),
      environment: {},
      isShared,
    })
    await expect(reader.ask({ kind: 'duplicates', span }, [])).rejects.toMatchObject({
      code,
    })
    await reader.close()
    await expect(reader.ask({ kind: 'duplicates', span }, [])).rejects.toMatchObject({ code: 'store-failed' })
  })

  test('leaves no question without an answer when it is closed, and takes no more than it can hold', async () => {
    const reader = new StoreReader({ dataFolder, environment: {}, isShared: false })
    const asked = Array.from({ length: 65 }, () => reader.ask({ kind: 'duplicates', span }, []))
    await expect(asked.at(-1)).rejects.toMatchObject({ code: 'host-busy' })
    const settled = Promise.allSettled(asked)
    await reader.close()
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true)
  })
})
