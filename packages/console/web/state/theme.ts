/** Light or dark: as the system has it, or as the switch says. */
import { signal } from '@preact/signals'

const choices = ['system', 'light', 'dark'] as const
/** One of the three. */
export type Theme = (typeof choices)[number]

const storageKey = 'muster-theme'

/** What is chosen. */
export const theme = signal<Theme>(stored())

/** Takes the next choice. */
export function nextTheme(): void {
  const next = choices[(choices.indexOf(theme.value) + 1) % choices.length] ?? 'system'
  theme.value = next
  try {
    localStorage.setItem(storageKey, next)
  } catch {
    // A browser that keeps nothing goes on with the choice until it is closed.
  }
  applyTheme()
}

/** Puts the choice into effect. */
export function applyTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(storageKey)
    return choices.find((choice) => choice === value) ?? 'system'
  } catch {
    return 'system'
  }
}
