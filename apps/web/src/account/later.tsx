/** Settings of the account, and ways in that few take. They come when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, part } from '../later.ts'
import { Loading } from '../loading.tsx'

const parts = {
  DeviceDialog: part('DeviceDialog'),
  ForgotForm: part('ForgotForm'),
  JoinForm: part('JoinForm'),
  Linking: part('Linking'),
  MailLink: part('MailLink'),
  OwnSecurity: part('OwnSecurity'),
  ProfileSetting: part('ProfileSetting'),
}

export const OwnSecurity = () => (
  <Suspense fallback={<Loading />}>
    <parts.OwnSecurity />
  </Suspense>
)

export const ProfileSetting = () => (
  <Suspense>
    <parts.ProfileSetting />
  </Suspense>
)

export const ForgotForm = (props: ComponentProps<Parts['ForgotForm']>) => (
  <Suspense fallback={<Loading />}>
    <parts.ForgotForm {...props} />
  </Suspense>
)

export const JoinForm = (props: ComponentProps<Parts['JoinForm']>) => (
  <Suspense fallback={<Loading />}>
    <parts.JoinForm {...props} />
  </Suspense>
)

export const DeviceDialog = (props: ComponentProps<Parts['DeviceDialog']>) => (
  <Suspense>
    <parts.DeviceDialog {...props} />
  </Suspense>
)

export const Linking = (props: ComponentProps<Parts['Linking']>) => (
  <Suspense>
    <parts.Linking {...props} />
  </Suspense>
)

export const MailLink = (props: ComponentProps<Parts['MailLink']>) => (
  <Suspense>
    <parts.MailLink {...props} />
  </Suspense>
)
