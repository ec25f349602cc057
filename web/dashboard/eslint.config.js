import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import { baseConfig } from '../eslint.base.js'

export default [
  { ignores: ['dist-embed/'] },
  ...baseConfig(import.meta.dirname),
  { files: ['**/*.tsx'], ...a11y.flatConfigs.strict },
  { files: ['**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
]
