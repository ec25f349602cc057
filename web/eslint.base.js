// The rules for every TypeScript file under web/. Each workspace adds its own in its eslint.config.js.
import js from '@eslint/js'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import jsdoc from 'eslint-plugin-jsdoc'
import tseslint from 'typescript-eslint'
import { locale } from './locale-text.js'

/**
 * The rules of a workspace.
 *
 * @param {string} root Folder of the workspace, for the type-checked rules.
 * @returns {import('eslint').Linter.Config[]} The configuration, to be spread before the workspace's own.
 */
export function baseConfig(root) {
  return tseslint.config(
    { ignores: ['dist/', 'coverage/', 'src/contract.ts', 'src/back-office-contract.ts'] },
    js.configs.recommended,
    {
      files: ['**/*.{ts,tsx}'],
      extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
      languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
      rules: {
        '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
        '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
        'max-lines': ['error', { max: 250 }],
        'no-restricted-globals': ['error', 'process', 'Buffer', 'global'],
        eqeqeq: ['error', 'always', { null: 'ignore' }],
      },
    },
    {
      files: ['src/**/*.{ts,tsx}'],
      plugins: { locale },
      rules: { 'locale/no-locale-text-as-data': 'error' },
    },
    {
      // No import cycles, and one import statement per module.
      files: ['**/*.{ts,tsx}'],
      plugins: { 'import-x': importX },
      settings: {
        ...importX.flatConfigs.typescript.settings,
        'import-x/resolver-next': [createTypeScriptImportResolver({ project: root })],
      },
      rules: {
        'import-x/no-cycle': ['error', { ignoreExternal: true }],
        'import-x/no-duplicates': 'error',
        'import-x/order': [
          'error',
          {
            groups: [['builtin', 'external'], 'internal', ['parent', 'sibling', 'index']],
            pathGroups: [{ pattern: '@/**', group: 'internal' }],
            alphabetize: { order: 'asc', caseInsensitive: true },
            'newlines-between': 'never',
          },
        ],
      },
    },
    {
      // Exported things start with one sentence that says what they are.
      files: ['src/**/*.{ts,tsx}'],
      ignores: ['**/*.test.{ts,tsx}'],
      plugins: { jsdoc },
      rules: {
        'jsdoc/require-jsdoc': [
          'error',
          {
            publicOnly: true,
            require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: true },
            contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'],
          },
        ],
        'jsdoc/require-description': 'error',
        'jsdoc/no-types': 'error',
      },
    },
    {
      files: ['**/*.js'],
      languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly', fetch: 'readonly' } },
    },
  )
}
