/** The statements behind a search for machines, in the words that SQLite and PostgreSQL share. */
import type { MachineOrder, MachineSearch } from '@muster/core/stores'
import type { SearchPlace, SearchTerms } from './machine-search.ts'

/** Where the databases differ. */
export interface SearchDialect {
  /** Before the name of each table. */
  readonly schema: string
  /** Columns of `m` and `h` that a machine is read from. */
  readonly columns: string
  /** What joins `h`, where there is one. */
  readonly hosts: string
  /** Numbers of `machine_lookup` whose name holds the text, perhaps among others. */
  readonly namesLike: string
  /** Where in its first argument the second one is. */
  readonly position: string
}

/** The index that is walked: `w` has what filters look at, the value to sort by, and what tells rows apart. */
const sortValues: Readonly<Record<MachineOrder, string>> = {
  lastSeen: 'last_seen_ms',
  firstSeen: 'first_seen_ms',
  machineName: 'name',
  address: 'address',
  licenceState: 'licence_state',
}

/** Sets of machines that may be few, each as numbers of `machine_lookup`. */
export function selectors(
  dialect: SearchDialect,
  search: MachineSearch,
  terms: SearchTerms,
): readonly string[] {
  const { schema } = dialect
  const joined = `JOIN ${schema}machine_lookup l ON l.cmid = f.cmid`
  const found: string[] = []
  if (search.counted === true) found.push(`SELECT l.id FROM ${schema}count_entries f ${joined}`)
  if (terms.triples.length > 0) found.push(textSelector(dialect, terms))
  if (search.licenceState !== undefined)
    found.push(`SELECT id FROM ${schema}machine_lookup WHERE licence_state = :state`)
  if (search.applicationId !== undefined)
    found.push(`SELECT id FROM ${schema}machine_lookup WHERE application_id = :application`)
  return found
}

/** How many machines a selector gives, up to `:few` and one. */
export function countOf(selector: string): string {
  return `SELECT count(*) AS amount FROM (${selector} LIMIT :few + 1) AS counted`
}

/** The machines of a selector that fit, in order, after a place. Its limit keeps planners from walking an order instead. */
export function selectAmong(
  dialect: SearchDialect,
  search: MachineSearch,
  terms: SearchTerms,
  selector: string,
  place: SearchPlace | undefined,
): string {
  const { schema } = dialect
  const window = `SELECT l.id, l.cmid, l.product_id, l.application_id, l.name, l.address, l.licence_state, l.virtual,
      ${search.order === 'lastSeen' ? 's' : 'l'}.${sortValues[search.order]} AS sort_value
    FROM ${schema}machine_lookup l
      ${search.order === 'lastSeen' ? `JOIN ${schema}machines s ON s.cmid = l.cmid AND s.product_id = l.product_id` : ''}
    WHERE l.id IN (${selector}) LIMIT :few + 1`
  const behind =
    place === undefined ? '' : `AND ${isBehind('w.sort_value', tieColumns(search, 'w.'), search)}`
  return selectFitting(dialect, search, terms, window, behind)
}

/** The machines that fit among the next rows of the order. */
export function selectWalking(
  dialect: SearchDialect,
  search: MachineSearch,
  terms: SearchTerms,
  place: SearchPlace | undefined,
): string {
  return selectFitting(dialect, search, terms, nextRows(dialect, search, place), '')
}

/** The last of the next rows of the order, where there are as many as one call walks. */
export function selectEndOfWalk(
  dialect: SearchDialect,
  search: MachineSearch,
  place: SearchPlace | undefined,
): string {
  const tie = tieColumns(search, '')
  return `SELECT sort_value, ${tie.join(', ')} FROM (${nextRows(dialect, search, place)}) AS w
    ORDER BY ${inOrder(['sort_value', ...tie], search)} LIMIT 1 OFFSET :walked - 1`
}

/** Columns that tell machines apart that share a value. */
export function tieColumns({ order }: MachineSearch, prefix: string): readonly string[] {
  return order === 'lastSeen' ? [`${prefix}cmid`, `${prefix}product_id`] : [`${prefix}id`]
}

function nextRows({ schema }: SearchDialect, search: MachineSearch, place: SearchPlace | undefined): string {
  const value = sortValues[search.order]
  const tie = tieColumns(search, '')
  const isLastSeen = search.order === 'lastSeen'
  const columns = isLastSeen
    ? `cmid, product_id, application_id, lower(coalesce(machine_name, '')) AS name, address, licence_state, virtual`
    : 'id, cmid, product_id, application_id, name, address, licence_state, virtual'
  // In the order of what is asked for, nothing else is walked.
  const isOneState = search.order === 'licenceState' && search.licenceState !== undefined
  const conditions = [
    ...(place === undefined ? [] : [isBehind(value, tie, search)]),
    ...(isOneState ? ['licence_state = :state'] : []),
  ]
  return `SELECT ${columns}, ${value} AS sort_value FROM ${schema}${isLastSeen ? 'machines' : 'machine_lookup'}
    ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
    ORDER BY ${inOrder([value, ...tie], search)} LIMIT :walked`
}

function selectFitting(
  { schema, columns, hosts, position }: SearchDialect,
  search: MachineSearch,
  terms: SearchTerms,
  window: string,
  behind: string,
): string {
  const tie = tieColumns(search, 'w.')
  return `SELECT ${columns}, e.cmid IS NOT NULL AS counted, w.sort_value, ${tie.map(named).join(', ')}
    FROM (${window}) AS w
      JOIN ${schema}machines m ON m.cmid = w.cmid AND m.product_id = w.product_id
      LEFT JOIN ${schema}count_entries e
        ON e.application_id = w.application_id AND e.cmid = w.cmid AND e.expires_at_ms > :now
      ${hosts}
    WHERE ${filters(search, terms, position).join(' AND ')} ${behind}
    ORDER BY ${inOrder(['w.sort_value', ...tie], search)} LIMIT :limit + 1`
}

function filters(search: MachineSearch, terms: SearchTerms, position: string): readonly string[] {
  const { applicationId, licenceState, virtual, counted } = search
  const texts = [
    `${position}(w.name, :text) > 0`,
    `${position}(w.address, :text) = 1`,
    ...(terms.cmids === undefined ? [] : ['w.cmid BETWEEN :firstCmid AND :lastCmid']),
  ]
  return [
    '1 = 1',
    ...(terms.text === undefined ? [] : [`(${texts.join(' OR ')})`]),
    ...(applicationId === undefined ? [] : ['w.application_id = :application']),
    ...(licenceState === undefined ? [] : ['w.licence_state = :state']),
    ...(virtual === undefined ? [] : ['w.virtual = :virtual']),
    ...(counted === undefined ? [] : [`e.cmid IS ${counted ? 'NOT ' : ''}NULL`]),
  ]
}

function textSelector({ schema, namesLike }: SearchDialect, { cmids }: SearchTerms): string {
  const among = (condition: string) =>
    `SELECT * FROM (SELECT id FROM ${schema}machine_lookup WHERE ${condition} LIMIT :few + 1) AS found`
  return `SELECT id FROM (SELECT * FROM (${namesLike} LIMIT :few + 1) AS named
    UNION ${among('address >= :text AND address < :textEnd')}
    ${cmids === undefined ? '' : `UNION ${among('cmid BETWEEN :firstCmid AND :lastCmid')}`}) AS texts`
}

function isBehind(value: string, tie: readonly string[], { ascending }: MachineSearch): string {
  const names = tie.map((_, index) => `:tie${index}`)
  return `(${[value, ...tie].join(', ')}) ${ascending ? '>' : '<'} (:place, ${names.join(', ')})`
}

function inOrder(columns: readonly string[], { ascending }: MachineSearch): string {
  return columns.map((column) => `${column} ${ascending ? 'ASC' : 'DESC'}`).join(', ')
}

function named(column: string): string {
  return `${column} AS tie_${column.slice(2)}`
}
