/** The console in a real browser, over a demonstration with real machines: what people do, and what they may not. */
import axe, { type AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchBrowser } from '../../tools/console/browser.ts'
import { type RunningDemonstration, startDemonstration } from '../../tools/console/demonstration.ts'
import { authorityPages, hostPages } from '../../tools/console/pages.ts'

const machines = 27
const scriptBytesMax = 100_000

let demonstration: RunningDemonstration
let browser: Browser

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
    await demonstration.heard('waiting')
    await page.locator(`[role=meter][aria-valuenow="${machines}"]`).waitFor()
    expect(await gauge.getAttribute('aria-valuetext')).toContain('Enough')
    await page.goto(`${originOf(page)}/#/machines`)
    await page.getByLabel('Search').fill('machine-007')
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'machine-007' }).click()
    await page.getByRole('heading', { name: 'machine-007' }).waitFor()
    await page.getByRole('region', { name: 'Requests' }).last().waitFor()
    await page.context().close()
  })

  test('no page of either face breaks a rule of axe-core, light or dark, and none asks anybody else', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await examine(demonstration.hostConsole, hostPages, scheme)
      await examine(demonstration.authorityConsole, authorityPages, scheme)
    }
  })

  test('every page fits 360 pixels', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 700 } })
    const page = await signedIn(demonstration.hostConsole, context)
    for (const path of hostPages) {
      await open(page, path)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect([path, overflow]).toEqual([path, 0])
    }
    await context.close()
  })

  test('with the keyboard alone one gets to a page and changes a setting', async () => {
    const page = await signedIn(demonstration.hostConsole)
    await page.getByRole('meter').waitFor()
    await focusOn(page, (text) => text === 'Settings')
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

function originOf(page: Page): string {
  return new URL(page.url()).origin
}

async function signedIn(link: string, context?: BrowserContext): Promise<Page> {
  const page = await (context ?? (await browser.newContext())).newPage()
  await page.goto(link)
  await page.getByRole('navigation').waitFor()
  return page
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${originOf(page)}/#/${path}`)
  await page.locator('main h1').waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
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

/** The policy of the pages lets no script in; the browser's debugger may. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<AxeResults>('axe.run(document)')
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}

async function focusOn(page: Page, isWanted: (text: string) => boolean): Promise<void> {
  for (let steps = 0; steps < 30; steps++) {
    await page.keyboard.press('Tab')
    const text = await page.evaluate<string>("document.activeElement?.textContent ?? ''")
    if (isWanted(text)) return
  }
  throw new Error('the keyboard does not get there')
}
