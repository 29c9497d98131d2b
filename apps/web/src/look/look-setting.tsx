import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { LanguageSetting } from './language-setting.tsx'
import { type Look, lookIn, looks, setLook } from './look.ts'

const labels: Readonly<Record<keyof Look, string>> = {
  scheme: t`Colours`,
  contrast: t`Contrast`,
  density: t`Density`,
  motion: t`Motion`,
}

const words: Readonly<Record<Look[keyof Look], string>> = {
  system: t`As my system says`,
  light: t`Light`,
  dark: t`Dark`,
  more: t`More`,
  usual: t`Usual`,
  comfortable: t`Comfortable: bubbles, and room between lines`,
  compact: t`Compact: flat, and more on a screen`,
  less: t`Less`,
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
      <h3 id="look-heading">
        <Trans>Appearance</Trans>
      </h3>
      <p className="hint">
        <Trans>Kept on this device.</Trans>
      </p>
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
      <LanguageSetting />
    </section>
  )
}
