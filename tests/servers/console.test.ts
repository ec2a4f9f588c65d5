/** The console in a real browser, over a demonstration with real machines: what people do, and what they may not. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchBrowser } from '../../tools/console/browser.ts'
import { type RunningDemonstration, startDemonstration } from '../../tools/console/demonstration.ts'
import { authorityPages, hostPages, reportPages } from '../../tools/console/pages.ts'
import {
  focusOn,
  jumped,
  measuringContext,
  openPage as open,
  originOf,
  signedIn as signedInBy,
  violations,
} from '../support/console-browser.ts'

const machines = 30
/** Below this nobody notices; browsers call 0.1 good. */
const jumpMax = 0.02
const firstPaintMsMax = 1_000
const scriptBytesMax = 100_000

let demonstration: RunningDemonstration
let browser: Browser

/** Lives as long as the page is not loaded again. */
const recordCounts = `
  const meter = document.querySelector('[role=meter]')
  const read = () => Number(meter.getAttribute('aria-valuenow'))
  window.counts = [read()]
  new MutationObserver(() => window.counts.push(read())).observe(meter, { attributeFilter: ['aria-valuenow'] })
`

describe.skipIf(!hasChromium)('the console', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
    demonstration = await startDemonstration(machines)
  })
  afterAll(async () => {
    await browser?.close()
    await demonstration?.[Symbol.asyncDispose]()
  })

  test('the count climbs while machines activate, without a reload', async () => {
    const page = await signedIn(demonstration.hostConsole)
    const gauge = page.getByRole('meter', { name: /Activation count/ })
    await gauge.waitFor()
    await page.evaluate(recordCounts)
    await demonstration.heard('waiting')
    await page.locator(`[role=meter][aria-valuenow="${machines}"]`).waitFor()
    expect(await gauge.getAttribute('aria-valuetext')).toContain('Enough')
    const counts = await page.evaluate<number[]>('window.counts')
    expect(counts.at(-1)).toBe(machines)
    expect(counts).toEqual(counts.toSorted((left, right) => left - right))
    await page.goto(`${originOf(page)}/#/machines`)
    await page.getByLabel('Search').fill('machine-007')
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'machine-007' }).click()
    await page.getByRole('heading', { name: 'machine-007' }).waitFor()
    await page.getByRole('region', { name: 'Requests' }).last().waitFor()
    await page.context().close()
  })

  test('no page of either face breaks a rule of axe-core, light or dark, and none asks anybody else', async () => {
    await Promise.all(
      (['light', 'dark'] as const).flatMap((scheme) => [
        examine(demonstration.hostConsole, hostPages, scheme),
        examine(demonstration.authorityConsole, authorityPages, scheme),
      ]),
    )
  })

  test('nothing jumps while a page fills, and the first paint is there within a second', async () => {
    for (const viewport of [
      { width: 1280, height: 860 },
      { width: 360, height: 740 },
    ]) {
      const context = await measuringContext(browser, { viewport })
      const page = await signedIn(demonstration.hostConsole, context)
      // A finding that goes because it was mended makes room: that is news, and no jump of a page that fills.
      await page.getByText('All checks').waitFor()
      await page.getByText('machines count, the highest threshold').waitFor({ state: 'detached' })
      for (const path of hostPages) {
        const distance = await jumped(page, path)
        expect([viewport.width, path, distance > jumpMax ? distance : 0]).toEqual([viewport.width, path, 0])
      }
      await page.reload()
      const paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity"
      await page.getByRole('navigation', { name: 'Pages' }).waitFor()
      // What is there is painted a moment later.
      await expect.poll(() => page.evaluate<number>(paint)).toBeLessThan(firstPaintMsMax)
      await context.close()
    }
  })

  test('who wants no motion gets none', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await signedIn(demonstration.hostConsole, context)
    await page.locator('.fill').first().waitFor()
    const duration = "getComputedStyle(document.querySelector('.fill')).transitionDuration"
    expect(await page.evaluate<string>(duration)).toBe('0s')
    expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
    await context.close()
  })

  test('every page fits 360 pixels', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 700 } })
    const page = await signedIn(demonstration.hostConsole, context)
    for (const path of [...hostPages, ...reportPages]) {
      await open(page, path)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect([path, overflow]).toEqual([path, 0])
    }
    await context.close()
  })

  test('with the keyboard alone one signs in, gets to a page and changes a setting', async () => {
    const page = await (await browser.newContext()).newPage()
    const { origin, hash } = new URL(demonstration.hostConsole)
    await page.goto(origin)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type(hash.replace('#token=', ''))
    await page.keyboard.press('Enter')
    await page.getByRole('meter').waitFor()
    await focusOn(page, 'Skip to the page')
    await focusOn(page, 'Settings')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await page.getByLabel('Retry, in minutes').focus()
    await page.keyboard.type('45')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('45 minutes').waitFor()
    await page.context().close()
  })

  test('a viewer looks and cannot change; signing out ends it', async () => {
    const admin = await signedIn(demonstration.hostConsole)
    await open(admin, 'access')
    await admin.getByLabel('Name').fill('wall display')
    await admin.getByRole('button', { name: 'Make a token' }).click()
    const token = (await admin.locator('.notice.good .number').textContent()) ?? ''
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(originOf(admin))
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('meter').waitFor()
    await open(page, 'settings')
    await page.getByText('may look, but not change').waitFor()
    expect(await page.getByRole('button', { name: /Install|Remove|Save/ }).count()).toBe(0)
    const status = await page.evaluate(async () => {
      const headers = { 'x-muster-request': '1', 'content-type': 'application/json' }
      const init = { method: 'PATCH', headers, body: '{"retryMinutes":60}' }
      return (await fetch('/api/v1/settings', init)).status
    })
    expect(status).toBe(403)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await context.close()
    await admin.getByRole('button', { name: 'Remove' }).last().click()
    await admin.context().close()
  })

  test('a session whose token was removed ends at the next step', async () => {
    const page = await signedIn(demonstration.authorityConsole)
    await page.context().clearCookies()
    await page.goto(`${originOf(page)}/#/audit`)
    await page.getByText('Your session has ended. Sign in again.').waitFor()
    await page.context().close()
  })

  test('the vendor issues a key that is shown once, and blocks it', async () => {
    const page = await signedIn(demonstration.authorityConsole)
    await open(page, 'keys')
    await page.getByLabel('For whom').fill('Contract 7')
    await page.getByRole('button', { name: 'Issue', exact: true }).click()
    const key = (await page.locator('.issued').textContent()) ?? ''
    expect(key).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/)
    await page.getByRole('button', { name: 'Done' }).click()
    const row = page.getByRole('row', { name: /Contract 7/ })
    await row.getByRole('button', { name: 'Block' }).click()
    await page.getByLabel('Reason, for the audit log').fill('lost')
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await row.getByText('blocked').waitFor()
    await open(page, 'audit')
    await page.getByText('key-blocked').waitFor()
    expect(await page.content()).not.toContain(key)
    await page.context().close()
  })

  test('the telephone desk says which group was misheard', async () => {
    const page = await signedIn(demonstration.authorityConsole)
    await open(page, 'telephone')
    await page.getByLabel('Group 1').fill('5720000')
    await page.getByText('✗ again').waitFor()
    expect(await page.getByRole('button', { name: 'Confirm' }).isDisabled()).toBe(true)
    await page.getByLabel('Group 1').fill('0000000')
    await page.getByText('1 of 9 groups check out').waitFor()
    await page.context().close()
  })

  test('the pages weigh less than 100 kB as they travel', async () => {
    const { hostConsole } = demonstration
    const html = await (await fetch(new URL(hostConsole).origin)).text()
    const paths = [...html.matchAll(/(?:src|href)="(?:\.)?(\/assets\/[^"]+)"/g)].map(([, path]) => path)
    expect(paths.length).toBeGreaterThanOrEqual(2)
    let bytes = 0
    for (const path of paths) {
      const content = await (await fetch(new URL(path ?? '', hostConsole))).arrayBuffer()
      const gzip = new Blob([content]).stream().pipeThrough(new CompressionStream('gzip'))
      bytes += (await new Response(gzip).arrayBuffer()).byteLength
    }
    expect(bytes).toBeLessThan(scriptBytesMax)
  })
})

function signedIn(link: string, context?: BrowserContext): Promise<Page> {
  return signedInBy(browser, link, context)
}

async function examine(link: string, pages: readonly string[], colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).origin))
  const { origin } = new URL(link)
  await page.goto(origin)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.goto(link)
  await page.reload()
  await page.getByRole('navigation').waitFor()
  for (const path of pages) {
    await open(page, path)
    expect([path, await violations(page)]).toEqual([path, []])
  }
  expect([...new Set(asked)].filter((asked) => asked !== origin && asked !== 'null')).toEqual([])
  await context.close()
}
