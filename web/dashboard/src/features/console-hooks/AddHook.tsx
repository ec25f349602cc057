/** The form that creates a hook, and its secret and public key, which are shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useConsole } from '@/console/ConsoleContext'
import { Once } from '@/console/Once'
import { useSession } from '@/session/SessionContext'
import { HookForm } from './HookForm'
import { createHook, HOOKS, type HookInput, type Hooks } from './hooks'

/** The form. */
export function AddHook({ found, onClose }: { found: Hooks; onClose: () => void }) {
  const { c } = useConsole()
  const { client } = useSession()
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: (input: HookInput) => createHook(client, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: HOOKS }),
  })
  if (adding.data) {
    const once = [
      [c.hooks.secret, adding.data.Secret],
      [c.hooks.publicKey, adding.data.PublicKey],
    ] as const
    return <Once text={c.hooks.once(adding.variables.Name)} secret={once} onDone={onClose} />
  }
  return (
    <HookForm
      label={c.hooks.add}
      submitLabel={c.hooks.add}
      found={found}
      start={{ Name: '', Url: '', Events: found.KnownEvents }}
      error={adding.error}
      isBusy={adding.isPending}
      onSubmit={(input) => adding.mutate(input)}
      onClose={onClose}
    />
  )
}
