/** One of a few, all in sight: spans of time, formats. */

/** The buttons; the chosen one is pressed. */
export function Choice<Value extends string | number>({
  label,
  options,
  chosen,
  choose,
}: {
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly title: string }[]
  readonly chosen: Value
  readonly choose: (value: Value) => void
}) {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{label}</legend>
      {options.map(({ value, title }) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => choose(value)}>
          {title}
        </button>
      ))}
    </fieldset>
  )
}
