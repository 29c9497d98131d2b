/** What is shown of what links lead to, loaded when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, smallPart } from '../later.ts'

const parts = { MessagePreviews: smallPart('MessagePreviews'), PreviewSetting: smallPart('PreviewSetting') }

export const MessagePreviews = (props: ComponentProps<Parts['MessagePreviews']>) => (
  <Suspense>
    <parts.MessagePreviews {...props} />
  </Suspense>
)

export const PreviewSetting = () => (
  <Suspense>
    <parts.PreviewSetting />
  </Suspense>
)
