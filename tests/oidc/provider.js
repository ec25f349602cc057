// A real OpenID provider on loopback, for the tests: the package oidc-provider with its own login page. It prints its
// issuer, and ends with its standard input. The name that is typed there is the e-mail address as well.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, redirect, client, secret] = process.argv.slice(2)
const found = createRequire(`${folder}/`).resolve('oidc-provider')
const { Provider } = await import(pathToFileURL(found).href)

const server = createServer((request, response) => answer(request, response))
let answer = () => {}
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: sub, email_verified: !sub.startsWith('unverified') }),
    }),
  })
  answer = provider.callback()
  console.log(issuer)
})
process.stdin.resume()
process.stdin.on('end', () => process.exit())
