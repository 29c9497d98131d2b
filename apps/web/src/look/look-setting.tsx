import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { type Look, lookIn, looks, setLook } from './look.ts'

const labels: Readonly<Record<keyof Look, string>> = {
  scheme: 'Colours',
  contrast: 'Contrast',
  density: 'Density',
  motion: 'Motion',
}

const words: Readonly<Record<Look[keyof Look], string>> = {
  system: 'As my system says',
  light: 'Light',
  dark: 'Dark',
  more: 'More',
  usual: 'Usual',
  comfortable: 'Comfortable: bubbles, and room between lines',
  compact: 'Compact: flat, and more on a screen',
  less: 'Less',
}

/** Kept on this device. */
export const LookSetting = () => {
  const { storage } = useChat()
  const [look, show] = useState(() => lookIn(storage))
  const set = (next: Look) => {
    setLook(storage, next)
    show(next)
  }
  return (
    <section className="look-setting" aria-labelledby="look-heading">
      <h3 id="look-heading">Appearance</h3>
      <p className="hint">Kept on this device.</p>
      {(Object.keys(looks) as (keyof Look)[]).map((name) => (
        <div key={name} className="field">
          <label htmlFor={`look-${name}`}>{labels[name]}</label>
          <select
            id={`look-${name}`}
            value={look[name]}
            onChange={({ target }) => set({ ...look, [name]: target.value })}
          >
            {looks[name].map((value) => (
              <option key={value} value={value}>
                {words[value]}
              </option>
            ))}
          </select>
        </div>
      ))}
    </section>
  )
}
