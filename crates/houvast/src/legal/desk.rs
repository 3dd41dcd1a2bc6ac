//! What every command of the legal road starts from: the book, the policy and law of a day, and one dossier looked at.

use std::path::PathBuf;

use connectors::partners::{Home, Partners, Party};
use domain::calendar::Day;
use domain::dossier::Dossier;
use domain::facts::Ground;
use domain::ids::TenancyId;
use domain::law::parameters::Law;
use domain::law_in_motion::fourteen_days::LetterOnFile;
use domain::plan::{self, Desk};
use domain::policy::Policy;
use letters::HouseStyle;
use store::{Book, StoreError};

use crate::deliver::settings::SendSettings;
use crate::failure::Failure;
use crate::landlord::{self, Landlord, Usable};
use crate::night::Rules;
use crate::tell;

/// A book with the rules of a day.
pub struct LegalDesk {
    /// The book.
    pub book: Book,
    /// The law.
    pub law: Law,
    /// The day.
    pub today: Day,
    /// The day up to which the landlord's books are known; `None` when none were delivered.
    pub books_as_of: Option<Day>,
    /// Names and codes for partners.
    pub partners: Partners,
    usable: Usable,
    folder: PathBuf,
}

/// What `partners.toml` says. A landlord that is named in `verzenden.toml` need not be named again.
pub fn partners(landlord: &Landlord) -> Result<Partners, Failure> {
    let path = landlord.folder.join("partners.toml");
    let mut partners = match std::fs::read_to_string(&path) {
        Ok(text) => Partners::read(&text).map_err(Failure::policy)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Partners::default(),
        Err(error) => return Err(Failure::file(&path, &error)),
    };
    if partners.name.trim().is_empty()
        && let Some(settings) = SendSettings::of(landlord)?
    {
        partners.name = settings.sender.name;
    }
    Ok(partners)
}

impl LegalDesk {
    /// Opens a landlord's book on a day.
    pub fn at(landlord: &Landlord, today: Day) -> Result<LegalDesk, Failure> {
        let book = landlord.book()?;
        Ok(LegalDesk {
            law: landlord::law(),
            today,
            partners: partners(landlord)?,
            usable: landlord.policy(today)?.for_book(&book)?,
            books_as_of: book.books_as_of()?,
            book,
            folder: landlord.folder.clone(),
        })
    }

    /// The policy of the day.
    pub fn policy(&self) -> &Policy {
        &self.usable.policy
    }

    /// Where `partners.toml` belongs, for a message.
    pub fn partners_path(&self) -> PathBuf {
        self.folder.join("partners.toml")
    }

    /// The landlord's house style; a plain one when there is no `huisstijl.toml`.
    pub fn house_style(&self) -> Result<HouseStyle, Failure> {
        let path = self.folder.join("huisstijl.toml");
        if !path.exists() {
            return Ok(HouseStyle::plain(&self.partners.name));
        }
        HouseStyle::load(&path).map_err(|error| Failure::policy(error.to_string()))
    }

    /// The tenancy with this dossier number.
    pub fn tenancy(&self, number: &str) -> Result<TenancyId, Failure> {
        self.book.tenancy_by_number(number)?.ok_or_else(|| {
            Failure::usage(format!(
                "dossier {number} staat niet in het boek; het nummer is dat van de huurovereenkomst"
            ))
        })
    }

    /// Looks at one dossier with its letters.
    pub fn look<T>(
        &self,
        id: TenancyId,
        look: impl FnOnce(&Ground, &[LetterOnFile]) -> T,
    ) -> Result<T, Failure> {
        let letters = self.book.letters_on_file(id)?;
        let mut dossier = Dossier::default();
        if !self.book.unpack_one(id, &mut dossier)? {
            return Err(StoreError::Damaged(format!("gepakt dossier {} ontbreekt", id.0)).into());
        }
        Ok(self.with_ground(&dossier, self.today, |ground| look(ground, &letters)))
    }

    /// Looks at one dossier as the night of an earlier day saw it: what was booked by then, and the steps before it.
    pub fn look_before<T>(
        &self,
        id: TenancyId,
        day: Day,
        look: impl FnOnce(&Ground) -> T,
    ) -> Result<T, Failure> {
        let night = self.book.night_of(day)?;
        let books_as_of = night.map_or(day.previous(), |night| night.books_as_of);
        let dossier = tell::dossier_before(&self.book, id, day, books_as_of)?;
        Ok(self.with_ground(&dossier, day, look))
    }

    fn with_ground<T>(&self, dossier: &Dossier, day: Day, look: impl FnOnce(&Ground) -> T) -> T {
        let rules = Rules::of(&self.usable.policy, &self.law.equated_days);
        let mut desk = Desk::default();
        let (ground, _) = plan::read(&rules.night(day, day), dossier, &mut desk);
        look(&ground)
    }

    /// Looks at every dossier, in order of tenancy.
    pub fn each(&self, look: &mut dyn FnMut(&Ground)) -> Result<(), Failure> {
        let rules = Rules::of(&self.usable.policy, &self.law.equated_days);
        let night = rules.night(self.today, self.today);
        let mut desk = Desk::default();
        for range in self.book.ranges(1)? {
            self.book.each_packed(&range, None, &mut |dossier, _| {
                let (ground, _) = plan::read(&night, dossier, &mut desk);
                look(&ground);
            })?;
        }
        Ok(())
    }

    /// The dossier number of a tenancy.
    pub fn number(&self, id: TenancyId) -> Result<String, Failure> {
        Ok(self.book.number_of(id)?.unwrap_or_default())
    }

    /// Who rents, and where: for the files of a partner.
    pub fn parties_and_home(&self, id: TenancyId) -> Result<(Vec<Party>, Home), Failure> {
        let parties = self.book.parties_of(id)?;
        let home = self.book.home_of(id)?;
        let parties = parties.into_iter().map(|one| Party {
            name: one.name,
            born_on: one.born_on,
            phone: one.phone,
            email: one.email,
        });
        let home = Home {
            street: home.street,
            house_number: home.house_number,
            postcode: home.postcode,
            town: home.town,
            municipality: home.municipality,
        };
        Ok((parties.collect(), home))
    }
}
