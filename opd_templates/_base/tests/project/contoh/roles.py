ROLES = {"petugas": ["contoh.view_warga", "contoh.change_warga"]}
