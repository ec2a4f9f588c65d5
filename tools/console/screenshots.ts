/**
 * Pictures of every page, light and dark at 1280 pixels and at 360, into an ignored folder: to be looked at.
 * `node tools/console/screenshots.ts [FOLDER]`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { startDemonstration } from './demonstration.ts'
import { authorityPages, hostPages } from './pages.ts'

const looks = [
  { name: '1280-light', width: 1280, height: 860, scheme: 'light' },
  { name: '1280-dark', width: 1280, height: 860, scheme: 'dark' },
  { name: '360', width: 360, height: 760, scheme: 'light' },
] as const

const target = process.argv[2] ?? 'screenshots'
await mkdir(target, { recursive: true })
await using demonstration = await startDemonstration(30)
await demonstration.heard('waiting')
const browser = await launchBrowser()
try {
  await picture(browser, 'host', demonstration.hostConsole, hostPages)
  if (demonstration.authorityConsole !== '')
    await picture(browser, 'authority', demonstration.authorityConsole, authorityPages)
} finally {
  await browser.close()
}

async function picture(from: Browser, face: string, url: string, pages: readonly string[]): Promise<void> {
  for (const { name, width, height, scheme } of looks) {
    const context = await from.newContext({ viewport: { width, height }, colorScheme: scheme })
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && console.error(face, message.text()))
    page.on('pageerror', (error) => console.error(face, error.message))
    await page.goto(new URL(url).origin)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.screenshot({ path: join(target, `${face}-sign-in-${name}.png`), fullPage: true })
    await page.goto(url)
    await page.reload()
    for (const path of pages) {
      await page.goto(`${new URL(url).origin}/#/${path}`)
      await page.locator('main h1').waitFor()
      await page.waitForLoadState('domcontentloaded')
      await page.locator('.loading').first().waitFor({ state: 'detached' })
      await page.waitForTimeout(900)
      await page.screenshot({
        path: join(target, `${face}-${path || 'overview'}-${name}.png`),
        fullPage: true,
      })
    }
    if (face === 'host') {
      await page.goto(`${new URL(url).origin}/#/machines`)
      await page.locator('tbody a').first().click()
      await page.locator('h2', { hasText: 'Requests' }).waitFor()
      await page.screenshot({ path: join(target, `${face}-machine-${name}.png`), fullPage: true })
    }
    await context.close()
  }
}
