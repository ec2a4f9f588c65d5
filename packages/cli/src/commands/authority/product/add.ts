/** `muster authority product add NAME`: a product and the numbers of its activation. */
import {
  activationChannels,
  duplicatePolicies,
  productFamilies,
  productGroupMax,
  rearmLimitMax,
  thresholdMax,
} from '@muster/core/documents'
import type { PolicyChanges, ProductAddition } from '@muster/core/issuing'
import { defineCommand } from '../../../framework/command.ts'
import { wholeNumber } from '../../../framework/values.ts'
import { productText, productView } from '../product-view.ts'
import { withAuthority } from '../with-authority.ts'

const minutesPerDay = 24 * 60
const daysMax = 3_650
const days = wholeNumber({ min: 1, max: daysMax })
const minutes = wholeNumber({ min: 1, max: 30 * minutesPerDay })

const options = {
  edition: { value: 'EDITION', summary: 'Edition of the product.', default: 'Standard' },
  productVersion: { value: 'VERSION', summary: 'Version of the product.', default: '1.0' },
  family: {
    value: 'FAMILY',
    summary: 'Presets the threshold: client 25, server 5, suite 5, custom as given.',
    choices: productFamilies,
    default: 'client',
  },
  threshold: {
    value: 'NUMBER',
    summary: 'Machines that must have asked before the first is activated.',
    parse: wholeNumber({ min: 1, max: thresholdMax }),
  },
  application: {
    value: 'NAME',
    summary: 'Products of one application are counted together; the name if absent.',
  },
  applicationId: { value: 'UUID', summary: 'Id of the application, where it has one already.' },
  productId: { value: 'UUID', summary: 'Id of the product, where it has one already.' },
  group: {
    value: 'NUMBER',
    summary: 'Product group, to let the keys of another product cover this one; a new one if absent.',
    parse: wholeNumber({ min: 1, max: productGroupMax }),
  },
  validityDays: { value: 'DAYS', summary: 'How long an activation lasts; 180 if absent.', parse: days },
  renewalMinutes: { value: 'MINUTES', summary: 'Interval of renewals; 10080 if absent.', parse: minutes },
  retryMinutes: { value: 'MINUTES', summary: 'Interval of retries; 120 if absent.', parse: minutes },
  graceDays: {
    value: 'DAYS',
    summary: 'Initial grace and out-of-tolerance grace; 30 if absent.',
    parse: wholeNumber({ min: 0, max: daysMax }),
  },
  rearmLimit: {
    value: 'NUMBER',
    summary: 'Rearms of one installation; 5 if absent.',
    parse: wholeNumber({ min: 0, max: rearmLimitMax }),
  },
  channel: {
    value: 'CHANNEL',
    summary: 'Channel that may activate it; all if absent.',
    choices: activationChannels,
    repeatable: true,
  },
  onDuplicate: {
    value: 'POLICY',
    summary: 'What two machines with one CMID bring about.',
    choices: duplicatePolicies,
  },
} as const

export const command = defineCommand({
  summary: 'Add a product.',
  role: 'authority',
  json: 'value',
  arguments: { name: { label: 'NAME', summary: 'Name of the product.' } },
  options,
  examples: [
    { line: 'muster authority product add "Example Writer" --edition Enterprise', does: 'threshold 25' },
    {
      line: 'muster authority product add "Example Server" --family server --application Example',
      does: 'threshold 5, counted together with what else is called Example',
    },
  ],
  async run(context) {
    const { name } = context.arguments
    const addition = additionOf(name, context.options)
    const { product, setupKey } = await withAuthority(context, async (authority) => {
      const added = productView(await authority.addProduct(addition))
      const { productKey } = await authority.setupKey(added.productId)
      return { product: added, setupKey: productKey }
    })
    context.result({ ...product, setupKey }, () => productText(product, setupKey))
  },
})

/** Flags that were not given are left out, so that the rules choose. */
function additionOf(name: string, given: Parameters<typeof policyOf>[0] & GivenProduct): ProductAddition {
  return {
    name,
    edition: given.edition,
    version: given.productVersion,
    family: given.family,
    ...present({
      threshold: given.threshold,
      applicationName: given.application,
      applicationId: given.applicationId,
      productId: given.productId,
      productGroup: given.group,
    }),
    policy: policyOf(given),
  }
}

interface GivenProduct {
  readonly edition: string
  readonly productVersion: string
  readonly family: ProductAddition['family']
  readonly threshold: number | undefined
  readonly application: string | undefined
  readonly applicationId: string | undefined
  readonly productId: string | undefined
  readonly group: number | undefined
}

function policyOf(given: {
  readonly validityDays: number | undefined
  readonly renewalMinutes: number | undefined
  readonly retryMinutes: number | undefined
  readonly graceDays: number | undefined
  readonly rearmLimit: number | undefined
  readonly channel: readonly (typeof activationChannels)[number][]
  readonly onDuplicate: (typeof duplicatePolicies)[number] | undefined
}): PolicyChanges {
  const { validityDays, graceDays, channel } = given
  const graceMinutes = graceDays === undefined ? undefined : graceDays * minutesPerDay
  return present({
    validityMinutes: validityDays === undefined ? undefined : validityDays * minutesPerDay,
    renewalMinutes: given.renewalMinutes,
    retryMinutes: given.retryMinutes,
    initialGraceMinutes: graceMinutes,
    outOfToleranceGraceMinutes: graceMinutes,
    rearmLimit: given.rearmLimit,
    channels: channel.length === 0 ? undefined : activationChannels.filter((name) => channel.includes(name)),
    onDuplicate: given.onDuplicate,
  })
}

type Present<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

function present<Values extends Readonly<Record<string, unknown>>>(values: Values): Present<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Present<Values>
}
