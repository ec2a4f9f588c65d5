/** What is to happen, in order of time and then of scheduling: a binary heap. */

/** One thing that is to happen. */
export interface ScheduledEvent {
  readonly atMs: number
  readonly sequence: number
  readonly label: string
  readonly callback: () => void
  isCancelled: boolean
}

/** The events that are to come. */
export class EventQueue {
  readonly #heap: ScheduledEvent[] = []

  /** The time of the next event. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs
  }

  push(event: ScheduledEvent): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as ScheduledEvent
      if (!isBefore(event, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = event
  }

  /** Takes the next event out; those that were cancelled are dropped on the way. */
  pop(): ScheduledEvent | undefined {
    for (;;) {
      const event = this.#takeFirst()
      if (event === undefined || !event.isCancelled) return event
    }
  }

  #takeFirst(): ScheduledEvent | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || first === last) return first
    this.#sink(last)
    return first
  }

  #sink(event: ScheduledEvent): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right !== undefined && isBefore(right, heap[child] as ScheduledEvent)) child += 1
      const below = heap[child] as ScheduledEvent
      if (!isBefore(below, event)) break
      heap[at] = below
      at = child
    }
    heap[at] = event
  }
}

function isBefore(left: ScheduledEvent, right: ScheduledEvent): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence)
}
