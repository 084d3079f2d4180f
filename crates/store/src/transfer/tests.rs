use super::*;

/// A storage whose tables are lists.
#[derive(Default)]
struct Lists {
    rows: Vec<(Table, Row)>,
    /// The number of a row that is written with another value.
    spoilt: Option<usize>,
}

impl Rows for Lists {
    fn page(&mut self, table: Table, after: Option<&Row>) -> Result<Vec<Row>, StoreError> {
        let rows = self
            .rows
            .iter()
            .filter(|(of, _)| *of == table)
            .map(|(_, row)| row);
        let begin = rows
            .clone()
            .position(|row| Some(row) == after)
            .map_or(0, |at| at + 1);
        Ok(rows.skip(begin).take(2).cloned().collect())
    }
}

impl Target for Lists {
    fn write(&mut self, table: Table, rows: Vec<Row>) -> Result<(), StoreError> {
        for mut row in rows {
            if self.spoilt == Some(self.rows.len()) {
                row.pop();
                row.push(Value::Number(Some(99)));
            }
            self.rows.push((table, row));
        }
        Ok(())
    }

    fn derive(&mut self, _: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), StoreError> {
        assert_eq!(self.spoilt, None, "a copy with a difference is not finished");
        Ok(())
    }
}

fn source() -> Lists {
    let number = |number| Value::Number(Some(number));
    let reviewed = (1..=5).map(|category| (Table::Reviewed, vec![number(0), number(category), number(7)]));
    Lists {
        rows: reviewed.collect(),
        spoilt: None,
    }
}

#[test]
fn all_rows_are_copied_and_compared() {
    let moved = move_desk(&mut source(), Box::<Lists>::default(), &mut |_, _| ()).expect("moved");
    assert_eq!(moved, Moved { tickets: 0, rows: 5 });
}

#[test]
fn a_difference_in_one_value_is_found_with_the_row_before_it() {
    let spoilt = Lists {
        spoilt: Some(3),
        ..Lists::default()
    };
    let failed = move_desk(&mut source(), Box::new(spoilt), &mut |_, _| ()).expect_err("different");
    assert!(
        matches!(&failed, MoveFailed::Different { table: Table::Reviewed, after } if after == "0, 3"),
        "{failed}"
    );
}
