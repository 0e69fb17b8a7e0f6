import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const liftable = 'src/frontdesk is lifted out by other front ends: it knows nothing of this app.'

/** The folders of src/: each imports of those before it only, so that they make no circle. */
const layers = [
  'frontdesk',
  'i18n',
  'ui',
  'session',
  'live',
  'editing',
  'lists',
  'presence',
  'news',
  'nouns',
  'rooms',
  'guests',
  'bookings',
  'offers',
  'plan',
  'paper',
  'shell',
]

export default defineConfig(
  globalIgnores(['dist', 'src/gql', 'test-results', 'playwright-report']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.js'] } } },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-console': 'error',
    },
  },
  layers.slice(0, -1).map((layer, place) => ({
    files: [`src/${layer}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: layers.slice(place + 1).map((above) => `@/${above}`),
              message: `src/${layer} is below it: see layers in eslint.config.js.`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['src/frontdesk/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@/*', '../*', '@mantine/*'], message: liftable }] },
      ],
    },
  },
)
