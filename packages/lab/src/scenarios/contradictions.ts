/** What no shape can say of a scenario: names that nothing has or that two have, and times that never come. */
import { AppError } from '@muster/core/errors'
import type { Intervention, Scenario } from './scenario-shape.ts'

/** Throws `config-invalid` with the place of the first contradiction. */
export function refuseContradictions(scenario: Scenario): void {
  const { products, hosts, groups, interventions, dns_outages } = scenario
  demandDistinct(products, 'products')
  demandDistinct(hosts, 'hosts')
  demandDistinct(groups, 'groups')
  const [productNames, hostNames, groupNames] = [namesOf(products), namesOf(hosts), namesOf(groups)]
  for (const host of hosts) demandSpans(host.outages, `hosts.${host.name}.outages`)
  demandSpans(dns_outages, 'dns_outages')
  for (const group of groups) {
    const place = `groups.${group.name}`
    demandName(productNames, group.product, `${place}.product`)
    for (const wanted of group.hosts ?? []) demandName(hostNames, wanted, `${place}.hosts`)
    demand(
      group.refresh_hours === undefined || group.image !== undefined,
      `${place}.refresh_hours`,
      'it needs an image',
    )
    const { arrive_from_day, arrive_to_day = arrive_from_day } = group
    demand(arrive_to_day >= arrive_from_day, `${place}.arrive_to_day`, 'it is before arrive_from_day')
    demandDay(scenario, arrive_from_day, `${place}.arrive_from_day`)
  }
  for (const [index, item] of interventions.entries()) {
    const place = `interventions.${index + 1}`
    demandName(groupNames, item.group, `${place}.group`)
    for (const wanted of item.hosts ?? []) demandName(hostNames, wanted, `${place}.hosts`)
    demandDay(scenario, item.day, `${place}.day`)
    demandNeeded(item, place)
  }
}

function demandNeeded({ action, count, minutes }: Intervention, place: string): void {
  demand(action !== 'rearm-until-count' || count !== undefined, `${place}.count`, 'it is missing')
  demand(action !== 'set-clock' || minutes !== 0, `${place}.minutes`, 'it is missing')
}

function demandSpans(
  spans: readonly { readonly from_day: number; readonly to_day: number }[],
  place: string,
): void {
  for (const { from_day, to_day } of spans) demand(to_day > from_day, place, 'to_day is not after from_day')
}

function demandDay({ days }: Scenario, day: number, place: string): void {
  demand(day < days, place, `the scenario is over after ${days} days`)
}

function demandDistinct(items: readonly { readonly name: string }[], place: string): void {
  const seen = new Set<string>()
  for (const { name } of items) {
    demand(!seen.has(name), place, `two have the name ${name}`)
    seen.add(name)
  }
}

function demandName(names: ReadonlySet<string>, wanted: string | undefined, place: string): void {
  demand(wanted === undefined || names.has(wanted), place, `there is no ${wanted}`)
}

function demand(isGood: boolean, place: string, otherwise: string): void {
  if (!isGood) throw new AppError('config-invalid', `${place}: ${otherwise}.`)
}

function namesOf(items: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(items.map(({ name }) => name))
}
