import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Category, Space, SpaceSection } from '@parley/client/spaces'
import { useCallback, useRef, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { MoreIcon, PlusIcon } from '../icons.tsx'
import { Menu, MenuItem, MenuLine } from '../menu/menu.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { CategoryForm, NewRoom } from './new-room.tsx'
import { moveCategory } from './order.ts'
import { Overrides } from './overrides.tsx'

interface CategoryMenuProps {
  readonly space: Space
  readonly section: SpaceSection
  readonly category: Category
}

type Shown = 'menu' | 'room' | 'name' | 'rights' | 'delete'

export const CategoryMenu = ({ space, section, category }: CategoryMenuProps) => {
  const { parley } = useChat()
  const opener = useRef<HTMLButtonElement>(null)
  const [shown, show] = useState<Shown>()
  const { run, busy, fault } = useDeed()
  const close = useCallback(() => show(undefined), [])
  const closeMenu = useCallback(() => show((now) => (now === 'menu' ? undefined : now)), [])
  const name = tame(category.name)
  const move = (by: -1 | 1) => {
    close()
    void run(() => moveCategory(parley, space, section, by))
  }
  return (
    <>
      <button type="button" className="icon" aria-label={t`New room in ${name}`} onClick={() => show('room')}>
        <PlusIcon />
      </button>
      <button
        ref={opener}
        type="button"
        className="icon room-more"
        aria-label={t`More about ${name}`}
        aria-haspopup="menu"
        aria-expanded={shown === 'menu'}
        onClick={() => show('menu')}
      >
        <MoreIcon />
      </button>
      {shown === 'menu' && (
        <Menu label={name} opener={opener} onClose={closeMenu}>
          <MenuItem label={t`Rename…`} onPick={() => show('name')} />
          {space.may('manage_roles') && <MenuItem label={t`Who may do what…`} onPick={() => show('rights')} />}
          <MenuItem label={t`Move up`} onPick={() => move(-1)} />
          <MenuItem label={t`Move down`} onPick={() => move(1)} />
          <MenuLine />
          <MenuItem label={t`Delete…`} onPick={() => show('delete')} />
        </Menu>
      )}
      {shown === 'room' && <NewRoom space={space} category={category.category} onClose={close} />}
      {shown === 'name' && <CategoryForm space={space} category={category} onClose={close} />}
      {shown === 'rights' && (
        <Dialog title={t`Who may do what in ${apart(name)}`} onClose={close}>
          <Overrides space={space} where={{ category: category.category }} />
        </Dialog>
      )}
      {shown === 'delete' && (
        <Dialog title={t`Delete ${apart(name)}?`} onClose={close}>
          <p>
            <Trans>Its rooms stay, and say by themselves from then on who may do what there.</Trans>
          </p>
          <button
            type="button"
            className="danger"
            disabled={busy}
            onClick={() =>
              run(() => parley.call('category.delete', { space: space.id, category: category.category }).then(close))
            }
          >
            <Trans>Delete the category</Trans>
          </button>
        </Dialog>
      )}
      <Fault text={fault} />
    </>
  )
}
