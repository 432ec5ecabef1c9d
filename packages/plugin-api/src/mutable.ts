/** A value while it is put together member by member, where spreading would cost more than all the rest. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
