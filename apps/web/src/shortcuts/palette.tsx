import { t } from '@lingui/core/macro'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { useHost } from '../host/host.ts'
import { useByName, useContacts } from '../people/use-contacts.ts'
import { useSearch } from '../people/use-search.ts'
import { useSpaces } from '../spaces/use-spaces.ts'
import { tame } from '../tame.ts'
import type { Goal, Goals } from './finding.ts'
import { goalsFor } from './goals.ts'
import { Chord } from './shortcuts-dialog.tsx'
import { useKeys } from './use-keys.ts'

/** To anything by a part of its name, by keyboard alone. */
export const Palette = () => {
  const { closeOverlay } = useHost().overlays
  const [sought, setSought] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const kinds = useGoals(sought)
  const all = kinds.flatMap(({ goals }) => goals)
  const chosen = all[Math.min(at, all.length - 1)]
  const optionId = (goal: Goal | undefined) => (goal ? `${id}${all.indexOf(goal)}` : undefined)
  const go = (goal: Goal | undefined) => {
    if (!goal) return
    closeOverlay('palette')
    // What it opens may be a dialog: this one gives the focus back first.
    setTimeout(goal.go)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.nativeEvent.isComposing || (step === undefined && event.key !== 'Enter')) return
    event.preventDefault()
    if (step === undefined) go(chosen)
    else setAt((Math.min(at, all.length - 1) + step + all.length) % all.length)
  }
  const search = (text: string) => {
    setSought(text)
    setAt(0)
  }
  return (
    <Dialog title={t`Go to`} onClose={() => closeOverlay('palette')}>
      <div className="palette">
        <input
          type="text"
          role="combobox"
          aria-label={t`A room, a person, a command or a setting`}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}list`}
          aria-activedescendant={optionId(chosen)}
          placeholder={t`A room, a person, a command or a setting`}
          autoComplete="off"
          maxLength={64}
          dir="auto"
          value={sought}
          onChange={({ target }) => search(target.value)}
          onKeyDown={onKeyDown}
        />
        <Listed
          kinds={kinds}
          listId={`${id}list`}
          optionId={optionId}
          chosen={chosen}
          onGo={go}
          onPoint={(goal) => setAt(all.indexOf(goal))}
        />
      </div>
    </Dialog>
  )
}

const useGoals = (sought: string): readonly Goals[] => {
  const host = useHost()
  const rooms = useParley(({ roomList }) => roomList)
  const spaces = useSelected(useSpaces(), ({ list }) => list)
  const contacts = useByName(useSelected(useContacts(), (contacts) => contacts.of('contact')))
  const { found } = useSearch(sought.trim())
  return useMemo(() => {
    const known = new Set(contacts.map(({ user }) => user))
    const people = [...contacts, ...found.filter(({ user }) => !known.has(user))]
    return goalsFor(sought, { rooms, spaces, people }, host)
  }, [host, sought, rooms, spaces, contacts, found])
}

interface ListedProps {
  readonly kinds: readonly Goals[]
  readonly listId: string
  readonly optionId: (goal: Goal) => string | undefined
  readonly chosen: Goal | undefined
  readonly onGo: (goal: Goal) => void
  readonly onPoint: (goal: Goal) => void
}

const Listed = ({ kinds, listId, optionId, chosen, onGo, onPoint }: ListedProps) => {
  const keys = useKeys()
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is chosen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div ref={list} id={listId} role="listbox" aria-label={t`Where to`} className="goals" tabIndex={-1}>
      {kinds.map(({ title, goals }) => (
        // biome-ignore lint/a11y/useSemanticElements: groups of a list box
        <div key={title} role="group" aria-label={title}>
          <p aria-hidden="true">{title}</p>
          {goals.map((goal) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            <div
              key={goal.id}
              id={optionId(goal)}
              role="option"
              tabIndex={-1}
              aria-selected={goal === chosen}
              onClick={() => onGo(goal)}
              onPointerMove={() => onPoint(goal)}
            >
              <bdi>{tame(goal.name)}</bdi>
              {goal.of && <bdi className="hint">{tame(goal.of)}</bdi>}
              {goal.shortcut && <Chord chord={keys[goal.shortcut]} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
