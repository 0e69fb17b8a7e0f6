import {
  createTheme,
  type CSSVariablesResolver,
  darken,
  DEFAULT_THEME,
  type MantineColorsTuple,
  Menu,
  Modal,
} from '@mantine/core'

import dialogs from './Dialogs.module.css'

// Mantine's own with a darker end: dark enough for white text on it, and to be read on each of its pale shades.
const [c0, c1, c2, c3, c4, c5, c6, c7, , c9] = DEFAULT_THEME.colors.cyan
const cyan: MantineColorsTuple = [c0, c1, c2, c3, c4, c5, c6, c7, c9, '#095c6c']

export const theme = createTheme({
  colors: { cyan },
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({ classNames: dialogs }),
    // A place for the keyboard that is no item is not allowed in a menu: it begins on the menu itself.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
  },
})

/** Words in a colour can be read on every surface: muted ones, those that warn, and those on a tint of their own. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    ...Object.fromEntries(
      (['red', 'orange', 'teal'] as const).flatMap((name) => {
        const dark = darken(colors[name][9], 0.25)
        return [
          [`--mantine-color-${name}-text`, dark],
          [`--mantine-color-${name}-light-color`, dark],
        ]
      }),
    ),
  },
  dark: { '--mantine-color-dimmed': colors.dark[1], '--mantine-color-error': colors.red[4] },
})
