/** Small wrong patches that a good simulator must catch, as replacements of text; the tree itself is never patched. */

/** One replacement in one file; the text must be there exactly once. */
export interface Edit {
  readonly file: string
  readonly right: string
  readonly wrong: string
}

/** A wrong patch. */
export interface Patch {
  readonly name: string
  readonly edits: readonly Edit[]
}

const counting = 'packages/core/src/counting'
const licensing = 'packages/core/src/licensing'
const sharing = 'packages/store/src/sharing'

/** The patches. */
export const patches: readonly Patch[] = [
  {
    name: 'cache eviction off by one',
    edits: [
      {
        file: `${counting}/count-draft.ts`,
        right: 'this.#entries.size < this.#capacity',
        wrong: 'this.#entries.size <= this.#capacity',
      },
    ],
  },
  {
    name: 'expiry at > instead of ≥',
    edits: [
      {
        file: `${counting}/count-state.ts`,
        right: 'return nowMs < entry.expiresAtMs',
        wrong: 'return nowMs <= entry.expiresAtMs',
      },
      {
        file: `${counting}/count-draft.ts`,
        right: 'if (nowMs < this.#nextExpiryMs) return []',
        wrong: 'if (nowMs <= this.#nextExpiryMs) return []',
      },
    ],
  },
  {
    name: 'answer before commit',
    edits: [
      {
        file: 'packages/host/src/operations/activation-batch.ts',
        right: `        const outcome = decideBatch(counts, requests, decisionContext())
`,
        wrong: `        const outcome = decideBatch(counts, requests, decisionContext())
        for (const [index, decision] of outcome.result.entries()) batch[index]?.resolve(decision)
`,
      },
    ],
  },
  {
    name: 'retry that ignores the cached host',
    edits: [
      {
        file: `${licensing}/host-choice.ts`,
        right: "    : [{ host: cachedHost, from: 'cached' }]",
        wrong: '    : []',
      },
    ],
  },
  {
    name: 'rearm that keeps the CMID',
    edits: [
      {
        file: `${licensing}/identity.ts`,
        right: "  return withNewIdentity(rearmed, 'rearmed', context)",
        wrong: '  return rearmed',
      },
      {
        file: `${licensing}/identity.ts`,
        right: '  return { state: next, effects: rearmedEffects(next, context) }',
        wrong: '  return { state: next, effects: rearmedEffects(next, context).slice(1) }',
      },
    ],
  },
  {
    name: 'shared count without its lock',
    edits: [
      {
        file: `${sharing}/shared-batch.ts`,
        right: 'const locked = transaction.lock(ordered)',
        wrong: 'const locked = Promise.resolve(ordered)',
      },
    ],
  },
  {
    name: 'shared count read before the lock',
    edits: [
      {
        file: `${sharing}/shared-batch.ts`,
        right: `  const locked = transaction.lock(ordered)
  const [, counts] = await Promise.all([locked, transaction.read(ordered)])
`,
        wrong: `  const counts = await transaction.read(ordered)
  await transaction.lock(ordered)
`,
      },
    ],
  },
  {
    name: 'commit of unknown outcome tried again',
    edits: [
      {
        file: `${sharing}/attempts.ts`,
        right: 'if (!mayBeRetried(error) || attempt === attemptsMax) throw error',
        wrong: 'if (attempt === attemptsMax) throw error',
      },
    ],
  },
  {
    name: 'confirmation before its commit',
    edits: [
      {
        file: 'packages/authority/src/operations/confirm-installation.ts',
        right: `  const granted = await ports.store.decideForKey(
    { keyHash, hostPublicKey: digest, hostDigest: digest, machineDigest: digest },
    (state) => decide(state, content, request, fresh),
  )
`,
        wrong: `  const granted = await new Promise<Granted | Refused>((resolve, reject) => {
    const query = { keyHash, hostPublicKey: digest, hostDigest: digest, machineDigest: digest }
    const decided = ports.store.decideForKey(query, (state) => {
      const outcome = decide(state, content, request, fresh)
      resolve(outcome.result)
      return outcome
    })
    decided.catch(reject)
  })
`,
      },
    ],
  },
  {
    name: 'limit of a multiple activation key at > instead of ≥',
    edits: [
      {
        file: 'packages/core/src/issuing/decide-machine-activation.ts',
        right: 'if (left === 0) {',
        wrong: 'if (machinesActivated > activationsMax) {',
      },
    ],
  },
  {
    name: 'installation that asks again counted again',
    edits: [
      {
        file: 'packages/core/src/issuing/decide-machine-activation.ts',
        right: 'if (activationOfMachine !== undefined)',
        wrong: 'if (activationOfMachine !== undefined && !attempt.isKeyShown)',
      },
    ],
  },
]
