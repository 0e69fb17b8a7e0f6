import js from '@eslint/js'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const BY_NAME = 'The package is imported by its name, as other front ends do: @frontdesk/client.'
const ALONE = 'The package is for other front ends: it knows nothing of this app.'
const NO_CORE = 'What needs React or Apollo Client is no part of the core.'
const DOWN = 'The core imports nothing of what stands on it.'
/** What browsers have, and Node.js or React Native lacks, or has by half. */
const ELSEWHERE = [
  ...['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage'],
  ...['URL', 'URLSearchParams', 'structuredClone', 'AggregateError', 'BroadcastChannel'],
]
const ANYWHERE = 'The core also runs where there is no browser.'

/** The folders of src/: each imports of those before it only, so that they make no circle. */
const layers = [
  'i18n',
  'ui',
  'kept',
  'session',
  'live',
  'editing',
  'outbox',
  'lists',
  'presence',
  'news',
  'nouns',
  'rooms',
  'guests',
  'bookings',
  'stays',
  'offers',
  'plan',
  'paper',
  'house',
  'activity',
  'firstday',
  'find',
  'tray',
  'shell',
]

export default defineConfig(
  globalIgnores([
    ...['dist', 'packages/*/dist', 'src/gql', 'test-results', 'playwright-report'],
    // Linted and type-checked as their authors would: see e2e/outside.spec.ts.
    'examples/*/**',
  ]),
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
    files: ['worker/**'],
    languageOptions: { globals: globals.serviceworker },
  },
  {
    files: ['{src,packages/*/src}/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-console': 'error',
    },
  },
  layers.map((layer, place) => ({
    files: [`src/${layer}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/packages/**'], message: BY_NAME },
            ...layers.slice(place + 1).map((above) => ({
              group: [`@/${above}`],
              message: `src/${layer} is below it: see layers in eslint.config.js.`,
            })),
          ],
        },
      ],
    },
  })),
  {
    files: ['src/*', 'e2e/**', 'scripts/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['**/packages/**'], message: BY_NAME }] }],
    },
  },
  {
    files: ['packages/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['@/*', '@mantine/*'], message: ALONE }] }],
    },
  },
  {
    files: ['packages/client/src/core/**', 'packages/client/src/queue/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@/*', '@mantine/*'], message: ALONE },
            {
              regex: '^(react|react-dom|react-native|@apollo/client|rxjs|urql|@urql/.*)(/|$)',
              message: NO_CORE,
            },
            { group: ['**/apollo/**', '**/react/**'], message: DOWN },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/client/src/core/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...ELSEWHERE.map((name) => ({
          name,
          message: ANYWHERE,
        })),
      ],
    },
  },
)
