import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'

type Whom = Output<'account.get'>['findable']

/** Who finds one by one's name. */
export const Findable = () => {
  const { parley } = useChat()
  const [whom, setWhom] = useState<Whom>()
  const { run, fault } = useDeed()
  useEffect(() => {
    parley.call('account.get', {}).then(({ findable }) => setWhom(findable), noteFault)
  }, [parley])
  const set = (findable: Whom) =>
    run(async () => {
      await parley.call('account.change', { findable })
      setWhom(findable)
    })
  return (
    whom && (
      <>
        <Choice label="Who finds you by your name" value={whom} onChange={(value) => set(value as Whom)}>
          <option value="everyone">Everybody</option>
          <option value="shared">Who shares a conversation or a space with you</option>
          <option value="nobody">Nobody</option>
        </Choice>
        <Fault text={fault} />
      </>
    )
  )
}
