/** Settings of both faces in a real browser: keys, activation by telephone, the desk, the publish list, the backup. */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { hasChromium, launchBrowser } from '../../tools/console/browser.ts'
import { type RunningDemonstration, startDemonstration } from '../../tools/console/demonstration.ts'
import { openPage as open, originOf, signedIn as signedInBy, violations } from '../support/console-browser.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '../../packages/cli/src/bin.ts')

/** The longest that one step of a person may take. */
const stepTimeoutMs = 15_000

let demonstration: RunningDemonstration
let browser: Browser

describe.skipIf(!hasChromium)('settings in the console', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
    demonstration = await startDemonstration(3)
  })
  afterAll(async () => {
    await browser?.close()
    await demonstration?.[Symbol.asyncDispose]()
  })

  test('R3.2 a host key is installed, and activated by telephone between both consoles', async () => {
    const desk = await signedIn(demonstration.authorityConsole)
    const host = await signedIn(demonstration.hostConsole)
    const productKey = await issueHostKey(desk)
    await open(host, 'settings')
    await host.getByLabel('Install a host key').fill(productKey)
    await host.getByRole('button', { name: 'Install' }).click()
    const partial = productKey.slice(-5)
    await host.getByText(`Host key …${partial} is installed.`).waitFor()
    const card = host.getByRole('listitem').filter({ hasText: `…${partial}` })
    await card.getByText('not activated').waitFor()
    await card.getByRole('button', { name: 'By telephone' }).click()
    await card.locator('.read-back li').nth(8).waitFor()
    await card.getByRole('img', { name: 'The installation ID as a QR code' }).waitFor()
    expect(await violations(host)).toEqual([])
    const installationId = (await card.locator('.read-back li').allTextContents()).join('-')

    const confirmationId = await readOut(desk, installationId)
    const groups = confirmationId.split('-')
    await card.getByLabel('Group 1', { exact: false }).first().fill(groups.join(' '))
    await card.getByText('20 of 20 groups check out').waitFor()
    await card.getByLabel('Group 7').fill(misheard(groups[6] ?? ''))
    await card.getByText('19 of 20 groups check out').waitFor()
    expect(await card.getByText('Group 7 ✗ again').count()).toBe(1)
    await card.getByLabel('Group 7').fill(groups[6] ?? '')
    await card.locator('input[type=file]').setInputFiles(await media('products.catalogue'))
    await card.getByText('issuer.certificate is missing').waitFor()
    await card.locator('input[type=file]').setInputFiles(await media())
    await card.getByRole('button', { name: 'Activate with these digits' }).click()
    await card.getByText('activated', { exact: true }).waitFor()

    expect(await audited(host, 'installHostKey')).toContain(partial)
    expect(await audited(host, 'confirmHostKey')).toContain(`${partial} by telephone`)
    expect(await host.content()).not.toContain(productKey)
    await Promise.all([desk.context().close(), host.context().close()])
  })

  test('the vendor adds a product, takes its licence, prints a key and raises its limit with a reason', async () => {
    const page = await signedIn(demonstration.authorityConsole)
    await open(page, 'products')
    await page.getByLabel('Name').fill('Painter')
    await page.getByLabel('Edition').fill('Studio')
    await page.getByLabel('Version').fill('3.0')
    await page.getByRole('button', { name: 'Add', exact: false }).last().click()
    const row = page.getByRole('row', { name: /Painter/ })
    await row.waitFor()
    const saving = page.waitForEvent('download')
    await row.getByRole('link', { name: /licence/i }).click()
    expect((await saving).suggestedFilename()).toMatch(/^[0-9a-f-]{36}\.licence$/)
    await open(page, 'keys')
    await page.getByLabel('For whom').fill('Order 4711')
    await page.getByRole('button', { name: 'Issue', exact: true }).click()
    const key = (await page.locator('.issued').textContent()) ?? ''
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.print-sheet').innerText()).toMatch(new RegExp(`${key}[^]*Order 4711`))
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('button', { name: 'Done' }).click()
    const issued = page.getByRole('row', { name: /Order 4711/ })
    await issued.getByRole('button', { name: 'Raise' }).click()
    await page.getByRole('dialog').getByRole('textbox').first().fill('9')
    await page.getByLabel('Reason, for the audit log').fill('second site')
    await page.getByRole('dialog').getByRole('button', { name: 'Raise' }).click()
    await issued.getByText('of 9').waitFor()
    await open(page, 'audit')
    await page.getByText('key-limits-raised').waitFor()
    await page.getByText('licence-exported').first().waitFor()
    await page.context().close()
  })

  test('a link from a QR code opens the desk with the digits in their places', async () => {
    const page = await signedIn(demonstration.authorityConsole)
    await page.goto(`${originOf(page)}/#installation-id=0000000-1234567`)
    await page.getByText('1 of 9 groups check out').waitFor()
    expect(await page.getByLabel('Group 2').inputValue()).toBe('1234567')
    await page.getByRole('button', { name: 'Next caller' }).click()
    await page.getByText('0 of 9 groups check out').waitFor()
    expect(await page.evaluate('document.activeElement.closest("label").textContent')).toContain('Group 1')
    await page.context().close()
  })

  test('R5.1 the publish list is edited, refused where it is wrong, and given back to host.toml', async () => {
    const page = await signedIn(demonstration.hostConsole)
    await open(page, 'settings')
    await page.getByRole('button', { name: 'Add a domain' }).click()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Domain of entry 1').fill('branch..example')
    await page.getByRole('button', { name: 'Save the list' }).click()
    await page.getByRole('alert').getByText('publish list, entry 1').waitFor()
    await page.getByLabel('Domain of entry 1').fill('branch.example.test')
    await page.getByLabel('Priority of entry 1').fill('10')
    await page.getByRole('button', { name: 'Save the list' }).click()
    await page.getByText('The list is saved.').waitFor()
    await page.getByText('set here').waitFor()
    expect(await audited(page, 'setPublishList')).toContain('branch.example.test 10 0')
    await page.reload()
    await open(page, 'settings')
    expect(await page.getByLabel('Domain of entry 1').inputValue()).toBe('branch.example.test')
    await page.getByRole('button', { name: 'As host.toml says' }).click()
    await page.getByText('from host.toml').waitFor()
    await page.context().close()
  })

  test('a backup is saved while machines are answered, audited, and whole', async () => {
    const page = await signedIn(demonstration.hostConsole)
    await open(page, 'settings')
    const saving = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download a backup' }).click()
    const download = await saving
    expect(download.suggestedFilename()).toMatch(/^muster-host-\d{4}-\d\d-\d\d\.tar$/)
    const folder = join(demonstration.folder, 'restored')
    await mkdir(folder)
    await run('tar', ['-xf', await download.path(), '-C', folder])
    const database = new DatabaseSync(join(folder, 'host.sqlite'), { readOnly: true })
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(database.prepare('SELECT count(*) AS n FROM machines').get()).toEqual({ n: 3 })
    database.close()
    const { stdout } = await run(process.execPath, [command, 'host', 'status', '--json', '--data', folder])
    expect(JSON.parse(stdout)).toMatchObject({ activated: true, applications: [{ currentCount: 3 }] })
    expect(await audited(page, 'downloadBackup')).toContain('(admin)')
    await page.context().close()
  })

  test('a viewer sees the settings and can change none, by page or by call', async () => {
    const { stdout } = await run(process.execPath, [
      ...[command, 'host', 'token', 'new', '--name', 'wall', '--json'],
      ...['--data', join(demonstration.folder, 'host')],
    ])
    const { token } = JSON.parse(stdout) as { token: string }
    const page = await (await newContext()).newPage()
    await page.goto(new URL(demonstration.hostConsole).origin)
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').waitFor()
    await open(page, 'settings')
    await page.getByText('may look, but not change').waitFor()
    const offers = /Install|Remove|Save|telephone|Add a domain|Take off|backup|As the licence/
    expect(await page.getByRole('button', { name: offers }).count()).toBe(0)
    expect(await page.getByRole('link', { name: /backup/ }).count()).toBe(0)
    const statuses = await page.evaluate<readonly number[]>(`Promise.all([
      ['GET', '/backup'], ['GET', '/keys/AAAAA/installation-id'], ['PATCH', '/dns/publish-list'], ['POST', '/keys'],
      ['POST', '/keys/AAAAA/confirm'], ['PATCH', '/settings'], ['DELETE', '/keys/AAAAA'], ['POST', '/tokens'],
    ].map(async ([method, path]) => (await fetch('/api/v1' + path, {
      method, headers: { 'x-muster-request': '1', 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })).status))`)
    expect(new Set(statuses)).toEqual(new Set([403]))
    await page.context().close()
  })
})

async function newContext(): Promise<BrowserContext> {
  const context = await browser.newContext()
  context.setDefaultTimeout(stepTimeoutMs)
  return context
}

async function signedIn(link: string): Promise<Page> {
  return signedInBy(browser, link, await newContext())
}

/** A key of the product that the demonstration's vendor has, as its console shows it once. */
async function issueHostKey(page: Page): Promise<string> {
  await open(page, 'keys')
  await page.getByRole('button', { name: 'Issue', exact: true }).click()
  const key = (await page.locator('.issued').textContent()) ?? ''
  await page.getByRole('button', { name: 'Done' }).click()
  return key
}

/** The desk hears one group wrong, asks for it again, and reads the confirmation back. */
async function readOut(page: Page, installationId: string): Promise<string> {
  const groups = installationId.split('-')
  const heard = groups.map((group, index) => (index === 3 ? misheard(group) : group))
  await open(page, 'telephone')
  await page.getByLabel('Group 1').fill(heard.join('-'))
  await page.getByText('8 of 9 groups check out').waitFor()
  expect(await page.getByText('Group 4 ✗ again').count()).toBe(1)
  expect(await page.getByRole('button', { name: 'Confirm' }).isDisabled()).toBe(true)
  await page.getByLabel('Group 4').fill(groups[3] ?? '')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.locator('.read-back li').nth(19).waitFor()
  return (await page.locator('.read-back li').allTextContents()).join('-')
}

function misheard(group: string): string {
  return `${(Number(group[0]) + 1) % 10}${group.slice(1)}`
}

/** The vendor's media, or one file of them. */
async function media(only?: string): Promise<string[]> {
  const folder = join(demonstration.folder, 'media')
  const names = ['issuer.certificate', 'products.catalogue', 'vendor-root.pub']
  const arguments_ = [command, 'authority', 'media', 'export', folder]
  await run(process.execPath, [...arguments_, '--data', join(demonstration.folder, 'authority')])
  return (only === undefined ? names : [only]).map((name) => join(folder, name))
}

/** What the host's audit log says of the latest call of an operation. */
async function audited(page: Page, operation: string): Promise<string> {
  const answer = await page.evaluate(
    `fetch('/api/v1/events?id=12405&limit=20').then((found) => found.json())`,
  )
  const { items } = answer as { items: { info: string; fields: { action: string } }[] }
  return items.find(({ fields }) => fields.action === operation)?.info ?? 'nothing'
}
