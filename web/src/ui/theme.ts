import { createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'cyan',
  // Dark enough for white text on it, and to be read on white.
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  cursorType: 'pointer',
})
