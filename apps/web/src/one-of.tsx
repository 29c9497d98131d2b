interface OneOfProps<Value> {
  readonly legend: string
  readonly all: readonly (readonly [value: Value, label: string, about: string])[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of several that exclude each other, each with what it means. */
export const OneOf = <Value,>({ legend, all, value, onChange }: OneOfProps<Value>) => (
  <fieldset className="one-of">
    <legend>{legend}</legend>
    {all.map(([one, label, about]) => (
      <label key={label} className="choice">
        <input type="radio" name={legend} checked={value === one} onChange={() => onChange(one)} />
        <span>
          <b>{label}</b> <span className="hint">{about}</span>
        </span>
      </label>
    ))}
  </fieldset>
)
