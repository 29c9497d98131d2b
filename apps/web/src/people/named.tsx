import { useHost } from '../host/host.ts'

interface NamedProps {
  /** Their id. */
  readonly user: string
  readonly name: string
  /** Tells them apart from another of this name who stands beside them. */
  readonly tag?: string | undefined
  /** Where there are many: the keyboard gets to them in another way. */
  readonly isPointedAt?: boolean
}

/** A name that leads to who that is. */
export const Named = ({ user, name, tag, isPointedAt = false }: NamedProps) => {
  const { openPerson } = useHost().beside
  return (
    <button
      type="button"
      className="named"
      dir="auto"
      tabIndex={isPointedAt ? -1 : undefined}
      onClick={() => openPerson(user)}
    >
      {name}
      {tag && <span className="hint"> {tag}</span>}
    </button>
  )
}
