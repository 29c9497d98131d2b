import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { AttachedFile } from '@parley/client'
import type { AskedFile, FileLinks } from '@parley/client/files'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { SaveIcon } from '../icons.tsx'
import { useDeed } from '../use-deed.ts'

/** Browsers take one after the other, and not many in one go. In milliseconds. */
const betweenMs = 300

export const save = (address: string, name: string): void => {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}

interface SaveAllProps {
  readonly files: readonly { readonly file: AttachedFile; readonly asked: AskedFile }[]
}

/** With links of now: those that are shown may be about to end. */
export const SaveAll = ({ files }: SaveAllProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const saveAll = async () => {
    const { links } = await parley.call('file.link', { files: files.map(({ asked }) => asked) })
    for (const [place, { whole }] of links.entries()) {
      if (whole === undefined) continue
      save(whole, files[place]?.file.name ?? '')
      await new Promise((resolve) => setTimeout(resolve, betweenMs))
    }
  }
  return (
    <>
      <button type="button" className="quiet" disabled={busy} onClick={() => void run(saveAll)}>
        <SaveIcon /> <Trans>Download all</Trans>
      </button>
      <Fault text={fault} />
    </>
  )
}

interface SaveProps {
  readonly file: AttachedFile
  readonly links: FileLinks | undefined
}

export const Save = ({ file: { name }, links }: SaveProps) =>
  links?.whole ? (
    <a className="icon save" href={links.whole} download={name} aria-label={t`Download ${name}`}>
      <SaveIcon />
    </a>
  ) : null
