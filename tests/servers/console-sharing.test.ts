/** R2.13: the console of a host that shares its count names the hosts, in a real browser over a real database. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasChromium, launchBrowser } from '../../tools/console/browser.ts'
import { openPage, settled, signedIn, violations } from '../support/console-browser.ts'
import { Machine } from '../support/machine.ts'
import { describeWith } from '../support/needs.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { type Postgres, postgresPrograms, startPostgres } from './postgres.ts'
import { type SharingHost, startSharingHost } from './sharing-hosts.ts'

let server: Postgres
let folder: TemporaryFolder
let hosts: readonly SharingHost[]
let browser: Browser

describeWith([`${postgresPrograms}/postgres`], 'the console of hosts that share', () => {
  describe.skipIf(!hasChromium)('in a browser', () => {
    beforeAll(async () => {
      browser = await launchBrowser()
      server = await startPostgres()
      folder = await temporaryFolder()
      const place = { folder: folder.path, store: server.url() }
      hosts = [
        await startSharingHost({ ...place, name: 'host-1.test' }),
        await startSharingHost({ ...place, name: 'host-2.test' }),
      ]
      for (const { port } of hosts) await new Machine().ask(port)
    })
    afterAll(async () => {
      await browser?.close()
      for (const host of hosts ?? []) await host[Symbol.asyncDispose]()
      await folder?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
    })

    it('lists who shares, and names the host of every machine and event', async () => {
      const [first] = hosts as [SharingHost]
      const page = await signedIn(browser, `http://127.0.0.1:${first.httpPort}/#token=${first.token}`)
      const table = page.getByRole('region', { name: 'Hosts', exact: true })
      await table.getByRole('row', { name: /host-2\.test yes .* 1 0/ }).waitFor()
      await table.getByText('this one').waitFor()
      expect(await violations(page)).toEqual([])
      await openPage(page, 'machines')
      await page.getByRole('columnheader', { name: 'Answered by' }).waitFor()
      for (const { name } of hosts) await page.getByRole('cell', { name, exact: true }).waitFor()
      await openPage(page, 'events')
      await settled(page)
      await page.getByRole('columnheader', { name: 'Host', exact: true }).waitFor()
      for (const { name } of hosts) await page.getByRole('cell', { name, exact: true }).first().waitFor()
      const exported = await page.request.get(`http://127.0.0.1:${first.httpPort}/api/v1/events/export`)
      const [head, newest] = (await exported.text()).split('\r\n')
      expect([head?.split(',').at(-1), newest?.split(',').at(-1)]).toEqual([
        'host',
        expect.stringMatching(/^host-[12]\.test$/),
      ])
    })
  })
})
