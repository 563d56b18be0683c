"""What people see: tables on the screen, pictures, files, in Vietnamese and English."""
