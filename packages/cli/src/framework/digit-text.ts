/** Digits as they are shown and read aloud. */

const groupsPerLine = 5
const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** Groups on lines of five, each line with the number of its first group. */
export function formatDigitGroups(digits: string): string {
  const groups = digits.split('-')
  const lines: string[] = []
  for (let start = 0; start < groups.length; start += groupsPerLine) {
    const shown = groups.slice(start, start + groupsPerLine).join('  ')
    lines.push(`${String(start + 1).padStart(6)}:  ${shown}`)
  }
  return `${lines.join('\n')}\n`
}

/** Every group in words, for reading aloud. */
export function spokenDigits(digits: string): string {
  return digits
    .split('-')
    .map((group, index) => `group ${index + 1}: ${spokenGroup(group)}`)
    .join('\n')
}

/** In threes and fours, as people say long numbers. */
function spokenGroup(group: string): string {
  const spoken = [...group].map((digit) => words[Number(digit)] ?? digit)
  return `${spoken.slice(0, 3).join(' ')}, ${spoken.slice(3).join(' ')}`
}
