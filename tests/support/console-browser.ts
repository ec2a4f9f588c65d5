/** What tests do with a console in a browser: sign in, go somewhere, find what breaks a rule, measure what jumps. */
import axe, { type AxeResults } from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

const tabsMax = 60

/** The origin of a page's service. */
export function originOf(page: Page): string {
  return new URL(page.url()).origin
}

/** A page that a link with a token has signed in. */
export async function signedIn(browser: Browser, link: string, context?: BrowserContext): Promise<Page> {
  const page = await (context ?? (await browser.newContext())).newPage()
  await page.goto(link)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return page
}

/** Goes to a page of the console and waits until nothing on it is being loaded. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(`${originOf(page)}/#/${path}`)
  await page.locator('main h1').waitFor()
  await settled(page)
}

/** Waits until nothing is being loaded. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}

/** What breaks a rule of axe-core. The policy of the pages lets no script in; the browser's debugger may. */
export async function violations(page: Page): Promise<readonly string[]> {
  // What was brought in once stays while the page is not loaded again.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source)
  const found = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })")
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  )
}

/** Presses Tab until what has the focus reads so. */
export async function focusOn(page: Page, text: string): Promise<void> {
  for (let steps = 0; steps < tabsMax; steps++) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate<string>("document.activeElement?.textContent?.trim() ?? ''")
    if (found === text) return
  }
  throw new Error(`the keyboard does not get to "${text}"`)
}

/** A context that adds up how far things jump without anybody's doing (layout shift, as browsers measure it). */
export async function measuringContext(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  await context.addInitScript(`
    window.jumped = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumped += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
  `)
  return context
}

/** How far things jumped since the last time, over the time that a page takes to be whole. */
export async function jumped(page: Page, path: string): Promise<number> {
  await page.evaluate('window.jumped = 0')
  await openPage(page, path)
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300)))')
  return page.evaluate<number>('window.jumped')
}
