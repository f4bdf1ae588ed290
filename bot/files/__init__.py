"""Spreadsheets in and out: which table a sheet is, what each row says, and which cells cannot be."""

from bot.files.checking import check_references as check_references
from bot.files.order_row import OrderRow as OrderRow
from bot.files.problems import ImportFile as ImportFile
from bot.files.problems import Reason as Reason
from bot.files.problems import RowProblem as RowProblem
from bot.files.reading import read_file as read_file
from bot.files.writing import write_csv as write_csv
from bot.files.writing import write_xlsx as write_xlsx
