/** Chromium as the tests and the screenshots use it: nothing of its own ever goes to the network. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian puts it. */
export const chromiumPath = '/usr/bin/chromium'

/** Whether there is one. */
export const hasChromium = existsSync(chromiumPath)

/** Starts it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
