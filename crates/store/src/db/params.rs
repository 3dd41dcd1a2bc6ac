//! The values that go with a statement, in order of their numbers: a tuple, or an array of one kind.

use rusqlite::types::ToSql;

use super::Result;

/// Values for the parameters `?1`, `?2` and on.
pub trait Params {
    /// Gives them one by one, in order.
    fn each(&self, put: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()>;
}

/// Binds values to a statement of SQLite: as many as it asks for.
pub(super) fn bind(statement: &mut rusqlite::Statement, params: &impl Params) -> Result<()> {
    let mut given = 0;
    params.each(&mut |value| {
        given += 1;
        Ok(statement.raw_bind_parameter(given, value)?)
    })?;
    let asked = statement.parameter_count();
    if given == asked { Ok(()) } else { Err(rusqlite::Error::InvalidParameterCount(given, asked).into()) }
}

/// No values: `[]`. The only array of length zero, so that it needs no type.
impl Params for [&dyn ToSql; 0] {
    fn each(&self, _: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()> {
        Ok(())
    }
}

impl Params for () {
    fn each(&self, _: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()> {
        Ok(())
    }
}

impl Params for &[&dyn ToSql] {
    fn each(&self, put: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()> {
        self.iter().try_for_each(|value| put(*value))
    }
}

macro_rules! arrays {
    ($($length:literal)+) => {$(
        impl<T: ToSql> Params for [T; $length] {
            #[inline]
            fn each(&self, put: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()> {
                self.iter().try_for_each(|value| put(value))
            }
        }
    )+};
}

macro_rules! tuples {
    ($($(($field:tt $kind:ident))+;)+) => {$(
        impl<$($kind: ToSql),+> Params for ($($kind,)+) {
            #[inline]
            fn each(&self, put: &mut impl FnMut(&dyn ToSql) -> Result<()>) -> Result<()> {
                $(put(&self.$field)?;)+
                Ok(())
            }
        }
    )+};
}

arrays! { 1 2 3 4 5 6 7 8 }

tuples! {
    (0 A);
    (0 A)(1 B);
    (0 A)(1 B)(2 C);
    (0 A)(1 B)(2 C)(3 D);
    (0 A)(1 B)(2 C)(3 D)(4 E);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K)(11 L);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K)(11 L)(12 M);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K)(11 L)(12 M)(13 N);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K)(11 L)(12 M)(13 N)(14 O);
    (0 A)(1 B)(2 C)(3 D)(4 E)(5 F)(6 G)(7 H)(8 I)(9 J)(10 K)(11 L)(12 M)(13 N)(14 O)(15 P);
}
