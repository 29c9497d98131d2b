/** The bank of themes: how a room may look. Their colours are in `style/themes.css`. */
import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'

const names: Readonly<Record<Room['theme'], string>> = {
  plain: t`Plain`,
  ocean: t`Ocean`,
  forest: t`Forest`,
  sunset: t`Sunset`,
  rose: t`Rose`,
  lavender: t`Lavender`,
  sand: t`Sand`,
  slate: t`Slate`,
}

export const themes = Object.keys(names) as readonly Room['theme'][]

/** What a person calls it; as a later server calls it where that is not known here. */
export const themeText = (theme: Room['theme']): string => names[theme] ?? theme
