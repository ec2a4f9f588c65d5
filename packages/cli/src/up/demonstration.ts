/** What a demonstration is made of: its folders, its product, and the events that its parts report. */
import { join, resolve } from 'node:path'
import type { Log } from '@muster/core/ports'

/** The one interval that differs from what an administrator may set: waiting is shown, not endured. */
export const demonstrationRetryMinutes = 1

/** The vendor and its product. */
export const demonstrationProduct = {
  vendorName: 'Example Vendor',
  name: 'Example Editor',
  edition: 'Standard',
  version: '1',
} as const

/** Finding the host by DNS: whom to ask, where the host is published, and the key for that. */
export interface DemonstrationDns {
  /** ADDRESS:PORT. */
  readonly server: string
  readonly domain: string
  /** Path of a file as tsig-keygen writes it; absent where the zone takes unsigned updates. */
  readonly keyFile: string | undefined
}

/** Where everything is. */
export interface DemonstrationFolders {
  readonly root: string
  readonly authority: string
  readonly host: string
  readonly machines: string
  /** What the vendor would ship with the product. */
  readonly media: string
}

/** The folders below one data folder. */
export function demonstrationFolders(dataFolder: string): DemonstrationFolders {
  const root = resolve(dataFolder)
  return {
    root,
    authority: join(root, 'authority'),
    host: join(root, 'host'),
    machines: join(root, 'machines'),
    media: join(root, 'media'),
  }
}

/** What happens, in the order in which it is told. */
export type DemonstrationEvent =
  | {
      readonly event: 'vendor'
      readonly vendorName: string
      readonly product: string
      readonly threshold: number
      readonly created: boolean
    }
  | { readonly event: 'authority'; readonly url: string }
  | {
      readonly event: 'host'
      readonly address: string
      readonly port: number
      readonly httpUrl: string | null
      readonly certificateExpires: string | null
      readonly retryMinutes: number
    }
  | { readonly event: 'console'; readonly of: 'host' | 'authority'; readonly url: string }
  | {
      readonly event: 'machines'
      readonly machines: number
      readonly licensed: number
      readonly threshold: number
    }
  | {
      readonly event: 'asked'
      readonly machine: string
      /** Whether the machine had asked before. */
      readonly again: boolean
      readonly activated: boolean
      readonly count: number
      readonly threshold: number
      readonly missing: number
      readonly activatedUntil: string | null
      readonly licensed: number
    }
  | {
      readonly event: 'failed'
      readonly machine: string
      readonly code: string
      readonly detail: string | null
    }
  | {
      readonly event: 'published'
      readonly domain: string
      readonly record: string
      readonly server: string
    }
  | { readonly event: 'waiting'; readonly machines: number; readonly retryMinutes: number }
  | {
      readonly event: 'too-few'
      readonly machines: number
      readonly count: number
      readonly threshold: number
    }
  | { readonly event: 'all-activated'; readonly machines: number }
  | { readonly event: 'stopped' }

/** Hears what happens. */
export type Report = (event: DemonstrationEvent) => void

/** What opening a part needs. What was opened goes on the stack at once. */
export interface Opening {
  readonly folders: DemonstrationFolders
  readonly log: Log
  readonly report: Report
  readonly stack: AsyncDisposableStack
  /** Absent: machines are told the host's address. */
  readonly dns?: DemonstrationDns
}
