/** The bank of themes: how a room may look. Their colours are in `style/themes.css`. */
import type { Room } from '@parley/client'

const names: Readonly<Record<Room['theme'], string>> = {
  plain: 'Plain',
  ocean: 'Ocean',
  forest: 'Forest',
  sunset: 'Sunset',
  rose: 'Rose',
  lavender: 'Lavender',
  sand: 'Sand',
  slate: 'Slate',
}

export const themes = Object.keys(names) as readonly Room['theme'][]

/** What a person calls it; as a later server calls it where that is not known here. */
export const themeText = (theme: Room['theme']): string => names[theme] ?? theme
