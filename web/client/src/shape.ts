/** Shapes: which fields an answer is to have, checked against its type, and the type of what then comes back. */

/** An object whose fields can be named: lists are crossed, null is passed over; nothing can be named in a text or number. */
type Named<T> =
  NonNullable<T> extends readonly (infer Element)[]
    ? Named<Element>
    : NonNullable<T> extends object
      ? NonNullable<T>
      : object

type Key<T> = keyof Named<T> & string

/** Levels of a path that may still follow; the server takes eight. */
type Levels = readonly unknown[]
type EightLevels = [1, 1, 1, 1, 1, 1, 1, 1]

/**
 * The path itself when it leads to a field of `T`; otherwise the paths that would, up to where it goes wrong.
 *
 * Paths are checked one by one instead of against the union of all possible ones, which for a recursive type
 * would be endless.
 */
export type CheckedPath<
  T,
  Path extends string,
  Left extends Levels = EightLevels,
  Before extends string = '',
> = Left extends readonly [unknown, ...infer Fewer]
  ? Path extends `${infer Head}.${infer Rest}`
    ? Head extends Key<T>
      ? CheckedPath<Named<T>[Head & keyof Named<T>], Rest, Fewer, `${Before}${Head}.`>
      : `${Before}${Key<T>}`
    : Path extends Key<T>
      ? `${Before}${Path}`
      : `${Before}${Key<T>}`
  : never

/** The paths, each checked. */
export type CheckedPaths<T, Paths extends readonly string[]> = {
  readonly [Index in keyof Paths]: CheckedPath<T, Paths[Index]>
}

/** The paths themselves when they are right; otherwise those that would be, for the compiler to name and to complete. */
export type RightPaths<T, Paths extends readonly string[]> =
  Paths extends CheckedPaths<T, Paths> ? Paths : CheckedPaths<T, Paths>

type Head<Path extends string> = Path extends `${infer First}.${string}` ? First : Path
type Below<Path extends string, Field> = Path extends `${infer First}.${infer Rest}`
  ? First extends Field
    ? Rest
    : never
  : never

/**
 * What is left of `T` when only the named paths are asked for.
 *
 * A field stays if a path names it or something below it; one that is named itself stays whole.
 */
export type Shaped<T, Path extends string> = T extends readonly (infer Element)[]
  ? Shaped<Element, Path>[]
  : T extends object
    ? {
        [Field in keyof T as Field extends Head<Path> ? Field : never]: Field extends Path
          ? T[Field]
          : Shaped<T[Field], Below<Path, Field>>
      }
    : T

/** The fields that an answer is to have, as dot paths from its root. */
export interface Shape<Paths extends readonly string[] = readonly string[]> {
  readonly fields: Paths
}

/**
 * Makes a shape of an answer: `createShape<TeamKpiList>()(['Kpi.CoworkerId', 'Kpi.BookedTimeTotal'])`.
 *
 * A path that leads nowhere does not compile. Lists are crossed by name; a path has up to eight levels.
 *
 * @returns A function that takes the paths. (There are two calls because the type is said and the paths are inferred.)
 */
export function createShape<T>() {
  return <const Paths extends readonly [string, ...string[]]>(fields: RightPaths<T, Paths>): Shape<Readonly<Paths>> => {
    return { fields: fields as Paths }
  }
}

/** The type of an answer that was asked for with a shape: `ShapedBy<TeamKpiList, typeof shape>`. */
export type ShapedBy<T, S extends Shape> = Shaped<T, S['fields'][number]>
