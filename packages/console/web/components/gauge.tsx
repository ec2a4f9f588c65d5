/** A count against its thresholds: a bar to the most that is ever counted, with a mark where products activate. */
import type { Application } from '../host/types.ts'

/** The gauge of one application. */
export function Gauge({ application }: { readonly application: Application }) {
  const { name, applicationId, currentCount, products } = application
  const marks = marksOf(application)
  const scale = Math.max(application.cacheCapacity, ...marks.map(({ threshold }) => threshold * 1.25), 10)
  const next = marks.find(({ threshold }) => currentCount < threshold)
  const title = name === '' ? applicationId : name
  return (
    <div class="gauge">
      <div class="gauge-head">
        <h3>{title}</h3>
        <p class="gauge-count">
          <span class="number big">{currentCount}</span>
          <span class="quiet"> counted</span>
        </p>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the browser's own meter has no place for marks */}
      <div
        class={`track ${next === undefined ? 'full' : ''}`}
        role="meter"
        aria-label={`Activation count of ${title}`}
        aria-valuemin={0}
        aria-valuemax={Math.round(scale)}
        aria-valuenow={currentCount}
        aria-valuetext={sentenceOf(currentCount, next)}
      >
        <div class="fill" style={{ width: `${Math.min(100, (currentCount / scale) * 100)}%` }} />
        {marks.map(({ threshold }) => (
          <div key={threshold} class="mark" style={{ left: `${(threshold / scale) * 100}%` }}>
            <span class="number">{threshold}</span>
          </div>
        ))}
      </div>
      <p class="gauge-say">{sentenceOf(currentCount, next)}</p>
      {products.length === 0 ? null : (
        <ul class="plain inline">
          {products.map((product) => (
            <li key={product.productId}>
              {currentCount >= product.threshold ? '✓' : '○'} {product.name} from {product.threshold}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface Mark {
  readonly threshold: number
  readonly names: readonly string[]
}

function marksOf({ products, highestThreshold }: Application): readonly Mark[] {
  const thresholds = products.length > 0 ? products.map(({ threshold }) => threshold) : [highestThreshold]
  return [...new Set(thresholds)]
    .filter((threshold) => threshold > 0)
    .toSorted((left, right) => left - right)
    .map((threshold) => ({
      threshold,
      names: products.filter((product) => product.threshold === threshold).map(({ name }) => name),
    }))
}

function sentenceOf(count: number, next: Mark | undefined): string {
  if (next === undefined) return 'Enough: every machine that asks is activated.'
  const missing = next.threshold - count
  const machines = missing === 1 ? '1 more machine' : `${missing} more machines`
  const names = next.names.length === 0 ? 'machines' : next.names.join(' and ')
  return `${machines} until ${names} activates.`
}
