import { describe, expectTypeOf, it } from 'vitest'
import {
  type CheckedPath,
  createShape,
  type RightPaths,
  type Shaped,
  type ShapedBy,
  type TeamKpiList,
} from '../src/index.js'

interface Post {
  Id: number
  Title: string
  Author: { Id: number; Name: string; Company: { Name: string } | null }
  Comments: { Text: string; Likes: { By: string }[] }[] | null
  Tags: string[]
  Draft?: boolean
}
interface Blog {
  Posts: Post[]
  TotalItems: number
}
interface Node {
  Name: string
  Parent: Node
  Children: Node[]
}

describe('createShape', () => {
  it('takes paths that lead to a field, across lists and null', () => {
    createShape<Blog>()(['Posts'])
    createShape<Blog>()(['Posts.Title', 'TotalItems', 'Posts.Author.Company.Name', 'Posts.Comments.Likes.By'])
    createShape<Blog[]>()(['Posts.Tags'])
    createShape<TeamKpiList>()(['Kpi.CoworkerId', 'Kpi.UnivoicedTimepasses'])
  })

  it('refuses paths that lead nowhere', () => {
    // @ts-expect-error There is no such field.
    createShape<Blog>()(['Posts.Titel'])
    // @ts-expect-error The KPI is spelt without an n on the wire.
    createShape<TeamKpiList>()(['Kpi.UninvoicedTimepasses'])
    // @ts-expect-error One wrong path among right ones.
    createShape<Blog>()(['TotalItems', 'Posts.Nope', 'Posts.Title'])
    // @ts-expect-error Names match exactly.
    createShape<Blog>()(['posts'])
    // @ts-expect-error Lists are crossed by name, without an index.
    createShape<Blog>()(['Posts.0.Title'])
    // @ts-expect-error What belongs to a list is no field.
    createShape<Blog>()(['Posts.length'])
    // @ts-expect-error A text has no fields.
    createShape<Blog>()(['Posts.Title.length'])
    // @ts-expect-error Nor has an element of a list of texts.
    createShape<Blog>()(['Posts.Tags.length'])
    // @ts-expect-error An empty segment.
    createShape<Blog>()(['Posts.'])
    // @ts-expect-error An empty segment.
    createShape<Blog>()(['.Posts'])
    // @ts-expect-error An empty path.
    createShape<Blog>()([''])
    // @ts-expect-error No path at all would bring the whole answer.
    createShape<Blog>()([])
    const somePath: string = JSON.parse('"Posts"') as string
    // @ts-expect-error Paths that are not known before the program runs cannot be checked.
    createShape<Blog>()([somePath])
  })

  it('takes eight levels, also of a type that holds itself', () => {
    createShape<Node>()(['Parent.Children.Parent.Children.Parent.Children.Parent.Name'])
    // @ts-expect-error The ninth level.
    createShape<Node>()(['Parent.Children.Parent.Children.Parent.Children.Parent.Children.Name'])
  })

  it('names the paths there are, up to where one goes wrong', () => {
    expectTypeOf<CheckedPath<Blog, 'Posts.Title'>>().toEqualTypeOf<'Posts.Title'>()
    expectTypeOf<CheckedPath<Blog, 'Post.Title'>>().toEqualTypeOf<'Posts' | 'TotalItems'>()
    expectTypeOf<CheckedPath<Blog, 'Posts.Author.'>>().toEqualTypeOf<`Posts.Author.${'Id' | 'Name' | 'Company'}`>()
    expectTypeOf<CheckedPath<Blog, 'Posts.Title.length'>>().toEqualTypeOf<never>()
    expectTypeOf<RightPaths<Blog, ['TotalItems', 'Posts.Nope']>>().toEqualTypeOf<
      readonly ['TotalItems', `Posts.${keyof Post}`]
    >()
  })
})

describe('Shaped', () => {
  it('has the named fields and no others', () => {
    expectTypeOf<Shaped<Blog, 'Posts.Title'>>().toEqualTypeOf<{ Posts: { Title: string }[] }>()
    expectTypeOf<Shaped<Blog, 'TotalItems'>>().toEqualTypeOf<{ TotalItems: number }>()
  })

  it('merges what stands under one parent', () => {
    expectTypeOf<Shaped<Blog, 'Posts.Id' | 'Posts.Title' | 'Posts.Author.Name'>>().toEqualTypeOf<{
      Posts: { Id: number; Title: string; Author: { Name: string } }[]
    }>()
  })

  it('brings a named object or list whole, whatever is named below it', () => {
    expectTypeOf<Shaped<Blog, 'Posts'>>().toEqualTypeOf<{ Posts: Post[] }>()
    expectTypeOf<Shaped<Blog, 'Posts' | 'Posts.Id'>>().toEqualTypeOf<{ Posts: Post[] }>()
    expectTypeOf<Shaped<Post, 'Author.Company'>>().toEqualTypeOf<{ Author: { Company: { Name: string } | null } }>()
  })

  it('keeps null and absence', () => {
    expectTypeOf<Shaped<Post, 'Comments.Text'>>().toEqualTypeOf<{ Comments: { Text: string }[] | null }>()
    expectTypeOf<Shaped<Post, 'Author.Company.Name'>>().toEqualTypeOf<{
      Author: { Company: { Name: string } | null }
    }>()
    expectTypeOf<Shaped<Post, 'Draft'>>().toEqualTypeOf<{ Draft?: boolean }>()
  })

  it('crosses a list at the root', () => {
    expectTypeOf<Shaped<Blog[], 'TotalItems'>>().toEqualTypeOf<{ TotalItems: number }[]>()
  })

  it('goes by the shape that was made', () => {
    const shape = createShape<TeamKpiList>()(['Kpi.CoworkerId', 'Kpi.BookedTimeTotal'])
    expectTypeOf(shape.fields).toEqualTypeOf<readonly ['Kpi.CoworkerId', 'Kpi.BookedTimeTotal']>()
    expectTypeOf<ShapedBy<TeamKpiList, typeof shape>>().toEqualTypeOf<{
      Kpi: { CoworkerId: number; BookedTimeTotal: number }[]
    }>()
  })
})
