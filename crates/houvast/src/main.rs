mod night;
fn main() {}
