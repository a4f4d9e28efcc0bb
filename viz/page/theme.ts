import { type Cell, cell } from '../cell.ts'
import type { Theme } from '../stage.ts'

/** Light or dark: what the reader chose last, else what the system prefers. */
export const themeCell = (): Cell<Theme> => {
  const preferred = matchMedia('(prefers-color-scheme: dark)')
  const system = (): Theme => (preferred.matches ? 'dark' : 'light')
  const theme = cell<Theme>(remembered() ?? system())
  const apply = () => document.documentElement.setAttribute('data-theme', theme.get())
  let isChosen = true
  theme.on(value => {
    apply()
    if (isChosen) remember(value)
  })
  // What the system says is followed but not remembered, or it would be followed only once.
  preferred.addEventListener('change', () => {
    if (remembered()) return
    isChosen = false
    theme.set(system())
    isChosen = true
  })
  apply()
  return theme
}

const KEY = 'apical.theme'

const remembered = (): Theme | undefined => {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : undefined
  } catch {
    return undefined // storage is forbidden for some file: pages
  }
}

const remember = (theme: Theme): void => {
  try {
    localStorage.setItem(KEY, theme)
  } catch {}
}
