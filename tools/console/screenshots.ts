/**
 * Pictures of every page and of the states that are easily forgotten, light and dark at 1280 pixels and at 360, into
 * an ignored folder: to be looked at. `node tools/console/screenshots.ts [FOLDER] [PAGE …]`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startBind } from '../../tests/servers/bind.ts'
import { launchBrowser } from './browser.ts'
import { askAsCopies } from './copies.ts'
import { startDemonstration } from './demonstration.ts'
import { startNewHost } from './new-host.ts'
import { authorityPages, hostPages, reportPages } from './pages.ts'

const looks = [
  { name: '1280-light', width: 1280, height: 860, scheme: 'light' },
  { name: '1280-dark', width: 1280, height: 860, scheme: 'dark' },
  { name: '360', width: 360, height: 760, scheme: 'light' },
] as const
type Look = (typeof looks)[number]

const [target = 'screenshots', ...only] = process.argv.slice(2)
await mkdir(target, { recursive: true })
// Whoever ends this ends what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await using bind = await startBind({ zones: [{ name: 'corp.test', updates: 'anybody' }] })
process.once('exit', () => void bind.stop())
const dns = ['--dns', `127.0.0.1:${bind.port}`, '--domain', 'corp.test']
await using demonstration = await startDemonstration(30, dns)
await demonstration.heard('waiting')
await askAsCopies(demonstration, 2)
const browser = await launchBrowser()
try {
  await picture(browser, 'host', demonstration.hostConsole, [...hostPages, ...reportPages])
  if (demonstration.authorityConsole !== '')
    await picture(browser, 'authority', demonstration.authorityConsole, authorityPages)
  for (const look of looks) await pictureStates(browser, look)
} finally {
  await browser.close()
}

async function picture(from: Browser, face: string, url: string, pages: readonly string[]): Promise<void> {
  for (const look of looks) {
    const { width, height, scheme } = look
    const context = await from.newContext({ viewport: { width, height }, colorScheme: scheme })
    const page = await context.newPage()
    page.on('console', (message) => {
      // Before the sign-in there is no session, and the browser tells so.
      if (message.type() === 'error' && !message.text().includes('401')) console.error(face, message.text())
    })
    page.on('pageerror', (error) => console.error(face, error.message))
    await page.goto(new URL(url).origin)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await shoot(page, `${face}-sign-in`, look)
    await page.goto(url)
    await page.reload()
    for (const path of pages) {
      await page.goto(`${new URL(url).origin}/#/${path}`)
      await shoot(page, `${face}-${path.replace('/', '-') || 'overview'}`, look)
    }
    if (face === 'host') await pictureMachines(page, new URL(url).origin, look)
    await context.close()
  }
}

/** One machine of its own, and one whose CMID others share. */
async function pictureMachines(page: Page, origin: string, look: Look): Promise<void> {
  await page.goto(`${origin}/#/machines`)
  await page.locator('tbody a').first().click()
  await shoot(page, 'host-machine', look)
  await page.goto(`${origin}/#/duplicates`)
  await page.locator('.card h3 a').first().click()
  await shoot(page, 'host-machine-shared', look)
}

/** A host that is not activated, a page that waits, an answer that is being made, and a service that is gone. */
async function pictureStates(from: Browser, look: Look): Promise<void> {
  await using host = await startNewHost()
  const { width, height, scheme } = look
  const context = await from.newContext({ viewport: { width, height }, colorScheme: scheme })
  const page = await context.newPage()
  const { origin } = new URL(host.console)
  await page.goto(host.console)
  await page.locator('.first-steps').waitFor()
  for (const path of hostPages) {
    await page.goto(`${origin}/#/${path}`)
    await shoot(page, `new-${path || 'overview'}`, look)
  }
  await page.route('**/api/v1/machines*', () => undefined)
  await page.goto(`${origin}/#/machines`)
  await page.screenshot({ path: join(target, `state-loading-${look.name}.png`) })
  const underWay = { status: 202, json: { beganAt: new Date().toISOString() } }
  await page.route('**/api/v1/reports/*', (route) => route.fulfill(underWay))
  await page.goto(`${origin}/#/reports/expiry`)
  await page.getByText('Being worked out').waitFor()
  await page.screenshot({ path: join(target, `state-being-made-${look.name}.png`) })
  await host.stop()
  await page.goto(`${origin}/#/duplicates`)
  await shoot(page, 'state-service-gone', look)
  await context.close()
}

async function shoot(page: Page, name: string, look: Look): Promise<void> {
  if (only.length > 0 && !only.some((part) => name.includes(part))) return
  await page.locator('main h1').waitFor()
  await page.waitForLoadState('domcontentloaded')
  await page.locator('.loading').first().waitFor({ state: 'detached' })
  // As high as the page, so that what sticks to the window is whole in the picture too.
  const pageHeight = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ width: look.width, height: Math.max(look.height, pageHeight) })
  await page.waitForTimeout(700)
  await page.screenshot({ path: join(target, `${name}-${look.name}.png`) })
  await page.setViewportSize({ width: look.width, height: look.height })
}
