/** The console over a host with copies of one image and a real name server: what is found, published and reported. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, launchBrowser } from '../../tools/console/browser.ts'
import { askAsCopies } from '../../tools/console/copies.ts'
import { type RunningDemonstration, startDemonstration } from '../../tools/console/demonstration.ts'
import { reportPages } from '../../tools/console/pages.ts'
import { focusOn, openPage, originOf, settled, signedIn, violations } from '../support/console-browser.ts'
import { describeWith } from '../support/needs.ts'
import { type Bind, startBind } from './bind.ts'

const run = promisify(execFile)
const programs = ['named', 'dig', 'nsupdate', 'tsig-keygen', chromiumPath]
const machines = 30
const domain = 'corp.test'
const serviceName = `_muster._tcp.${domain}`

let bind: Bind
let demonstration: RunningDemonstration
let browser: Browser

async function start(): Promise<void> {
  bind = await startBind({ zones: [{ name: domain, updates: 'anybody' }] })
  browser = await launchBrowser()
  demonstration = await startDemonstration(machines, ['--dns', `127.0.0.1:${bind.port}`, '--domain', domain])
  await demonstration.heard('waiting')
  await askAsCopies(demonstration, 2)
}

describeWith(programs, 'the console of a host that publishes itself and is asked by copies', () => {
  beforeAll(start)
  afterAll(stop)
  test('R9.1 a duplicate is found from the overview to the line of each copy', findDuplicate)
  test('R5.1 a record that is gone is missed, and published with the keyboard alone', publishByKeyboard)
  test('every report is shown, and comes as CSV, JSON and HTML', readReports)
  test('a report that takes long says since when it is made, and stands there by itself', waitForReport)
  test('no report, no machine and no duplicate breaks a rule of axe-core, light or dark', examinePages)
  test('the doctor’s checks are there to be read', readChecks)
})

async function stop(): Promise<void> {
  await browser?.close()
  await demonstration?.[Symbol.asyncDispose]()
  await bind?.[Symbol.asyncDispose]()
}

async function findDuplicate(): Promise<void> {
  const page = await signedIn(browser, demonstration.hostConsole)
  await page.getByText('1 CMID is shared by 2 machines').waitFor()
  await page.getByRole('link', { name: 'See which machines' }).click()
  await page.getByRole('heading', { name: 'Duplicates and churn' }).waitFor()
  await page.getByText(`with a CMID for each of these machines it would be ${machines + 1}`).waitFor()
  const table = page.getByRole('region', { name: /^Machines that use / })
  expect(await table.locator('tbody tr').count()).toBe(2)
  await table.getByText('Two machines take turns with one CMID.').first().waitFor()
  await page.getByLabel('Search').fill('image-copy-2')
  await table.waitFor()
  await page.getByLabel('Search').fill('somebody else')
  await page.getByText('No shared CMID fits').waitFor()
  await page.getByLabel('Search').fill('')
  await page.locator('.card h3 a').click()
  await page.getByText('2 machines share this CMID and count as one.').waitFor()
  const lines = page.locator('.lineage-dot')
  expect(await lines.count()).toBe(5)
  expect(await page.locator('.lineage-dot.lane-1').count()).toBe(2)
  await page.getByRole('link', { name: 'Its events' }).click()
  await settled(page)
  expect(await page.locator('tbody tr').count()).toBe(5)
  await page.context().close()
}

async function publishByKeyboard(): Promise<void> {
  const page = await signedIn(browser, demonstration.hostConsole)
  await deleteRecord()
  await focusOn(page, 'DNS')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'DNS', level: 1 }).waitFor()
  const row = page.getByRole('row', { name: new RegExp(serviceName) })
  await row.getByText('missing').waitFor()
  await focusOn(page, 'Publish now')
  await page.keyboard.press('Enter')
  await page.getByText('published, and read back from DNS.').first().waitFor()
  await row.getByText('stands').waitFor()
  expect(await bind.dig(serviceName, 'SRV')).toHaveLength(1)
  await openPage(page, 'events')
  await page
    .getByText(/: publish dns/)
    .first()
    .waitFor()
  await page.context().close()
}

async function readReports(): Promise<void> {
  const page = await signedIn(browser, demonstration.hostConsole)
  for (const path of reportPages) {
    await openPage(page, path)
    await page.getByText(/^As of /).waitFor()
    expect([path, await page.getByRole('alert').count()]).toEqual([path, 0])
  }
  const [, name] = reportPages[0].split('/')
  const files = await Promise.all(['csv', 'json', 'html'].map((format) => fileOf(page, `${name}`, format)))
  expect(files[0]).toContain('product,application,threshold')
  expect(JSON.parse(files[1] ?? '')).toMatchObject({ report: name })
  expect(files[2]).toContain('<!doctype html>')
  await page.context().close()
}

/** As the service answers with very many machines: first that it makes the report, then the report. */
async function waitForReport(): Promise<void> {
  const page = await signedIn(browser, demonstration.hostConsole)
  const underWay = { status: 202, json: { beganAt: new Date().toISOString() } }
  await page.route('**/api/v1/reports/expiry*', (route) => route.fulfill(underWay))
  await page.goto(`${originOf(page)}/#/reports/expiry`)
  await page.getByText('Being worked out since').waitFor()
  expect(await violations(page)).toEqual([])
  await page.unroute('**/api/v1/reports/expiry*')
  await page.getByText(/^As of /).waitFor()
  expect(await page.getByText('Being worked out since').count()).toBe(0)
  await page.context().close()
}

async function examinePages(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const page = await signedIn(browser, demonstration.hostConsole, context)
    for (const path of ['duplicates', 'dns', ...reportPages]) {
      await openPage(page, path)
      expect([path, colorScheme, await violations(page)]).toEqual([path, colorScheme, []])
    }
    await openPage(page, 'duplicates')
    await page.locator('.card h3 a').click()
    await page.locator('.lineage-dot').first().waitFor()
    expect(await violations(page)).toEqual([])
    await context.close()
  }
}

async function readChecks(): Promise<void> {
  const page = await signedIn(browser, demonstration.hostConsole)
  await page.getByText('All checks').click()
  await page.getByText(/points here\./).waitFor()
  expect(await page.locator('.checks li').count()).toBeGreaterThan(10)
  expect(await violations(page)).toEqual([])
  await page.context().close()
}

/** As somebody else's mistake would do it. */
async function deleteRecord(): Promise<void> {
  const script = join(bind.folder, 'delete.txt')
  await writeFile(script, `server 127.0.0.1 ${bind.port}\nupdate delete ${serviceName} SRV\nsend\n`)
  await run('nsupdate', [script])
  expect(await bind.dig(serviceName, 'SRV')).toEqual([])
}

async function fileOf(page: Page, name: string, format: string): Promise<string> {
  const response = await page.request.get(`${originOf(page)}/api/v1/reports/${name}/file?format=${format}`)
  expect(response.headers()['content-disposition']).toContain(`.${format}"`)
  return response.text()
}
